"""The Wav2Lip generator in PyTorch, with the authors' names of parameters.

Loads PyTorch: import it late.
"""

from itertools import chain
from typing import Self, cast

import torch
from torch import Tensor, nn
from torch.nn.utils.fusion import fuse_conv_bn_eval

from inference.lipsync.wav2lip.layout import (
    AUDIO_ENCODER,
    FACE_CHANNELS,
    FACE_DECODER,
    FACE_ENCODER,
    ORIGINAL,
    OUTPUT,
    Layer,
    Layout,
    Section,
    kept,
)


class Block(nn.Module):
    """A convolution, batch normalisation and ReLU, around which the input may be added."""

    def __init__(self, layer: Layer, n_in: int, n_out: int) -> None:
        super().__init__()
        self.layer = layer
        self.conv_block = nn.Sequential(_convolution(layer, n_in, n_out), nn.BatchNorm2d(n_out))

    def forward(self, x: Tensor) -> Tensor:
        """Shape (n, n_in, height, width) to (n, n_out, ...)."""
        out: Tensor = self.conv_block(x)
        return torch.relu(out + x if self.layer.residual else out)

    def fold(self) -> None:
        """Move the batch normalisation into the convolution; for drawing only."""
        if len(self.conv_block) > 1:
            convolution, norm = cast("tuple[nn.Conv2d, nn.BatchNorm2d]", tuple(self.conv_block))
            fused = fuse_conv_bn_eval(convolution, norm, transpose=self.layer.transposed)
            self.conv_block = nn.Sequential(fused)


class Wav2LipNetwork(nn.Module):
    """The generator.

    Args:
        layout: how wide the layers are, and which there are.
    """

    def __init__(self, layout: Layout = ORIGINAL) -> None:
        super().__init__()
        self.layout = layout
        face, audio, decoder = layout.face, layout.audio, layout.decoder
        small = layout.compressed
        self.face_encoder_blocks = nn.ModuleList(
            _section(kept(section, compressed=small), n_in, width)
            for section, n_in, width in zip(
                FACE_ENCODER, (FACE_CHANNELS, *face), face, strict=False
            )
        )
        self.audio_encoder = _audio_encoder(kept(AUDIO_ENCODER, compressed=small), audio)
        # each section but the first gets what the section before drew and a skip connection
        inputs = (audio[-1], *map(sum, zip(decoder, reversed(face), strict=True)))
        self.face_decoder_blocks = nn.ModuleList(
            _section(kept(section, compressed=small), n_in, width)
            for section, n_in, width in zip(FACE_DECODER, inputs, decoder, strict=False)
        )
        self.output_block = nn.Sequential(
            Block(OUTPUT, inputs[-1], layout.output), nn.Conv2d(layout.output, 3, 1), nn.Sigmoid()
        )

    def forward(self, mel: Tensor, face: Tensor) -> Tensor:
        """Draw faces.

        Args:
            mel: shape (n, 1, 80, 16).
            face: shape (n, 6, 96, 96), within [0, 1]: BGR with the lower half black, then BGR.

        Returns:
            Shape (n, 3, 96, 96), within [0, 1], BGR.
        """
        skips = []
        for section in self.face_encoder_blocks:
            face = section(face)
            skips.append(face)
        x = self.audio_encoder(mel)
        for section in self.face_decoder_blocks:
            x = torch.cat((section(x), skips.pop()), 1)
        drawn: Tensor = self.output_block(x)
        return drawn

    def folded(self) -> Self:
        """Itself, for drawing only: in evaluation mode and without batch normalisation."""
        self.eval().requires_grad_(requires_grad=False)
        for module in list(self.modules()):
            if isinstance(module, Block):
                module.fold()
        return self


def _convolution(layer: Layer, n_in: int, n_out: int) -> nn.Module:
    if layer.transposed:
        return nn.ConvTranspose2d(
            n_in, n_out, layer.kernel, layer.stride, layer.padding, layer.output_padding
        )
    return nn.Conv2d(n_in, n_out, layer.kernel, layer.stride, layer.padding)


def _section(layers: Section, n_in: int, width: int) -> nn.Sequential:
    inputs = chain((n_in,), (width for _ in layers))
    return nn.Sequential(
        *(Block(layer, before, width) for layer, before in zip(layers, inputs, strict=False))
    )


def _audio_encoder(layers: Section, widths: tuple[int, ...]) -> nn.Sequential:
    blocks: list[Block] = []
    width, wider = 1, iter(widths)
    for layer in layers:
        before, width = width, width if layer.residual else next(wider)
        blocks.append(Block(layer, before, width))
    return nn.Sequential(*blocks)
