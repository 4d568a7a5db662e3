"""The shape of the Wav2Lip generator: which layers there are and how wide each is.

Prajwal et al., "A Lip Sync Expert Is All You Need for Speech to Lip Generation In the Wild", ACM
Multimedia 2020. The compressed variant (Kim et al., "A Unified Compression Framework for Efficient
Speech-Driven Talking-Face Generation", 2023) is the same network with narrower layers and without
the residual ones, so both are described by the same tables; widths are read from the weights.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Self

Shape = tuple[int, ...]
Shapes = Mapping[str, Shape]

FACE_SIZE: Final = 96  # pixels, sides of the square that the network sees and draws
MEL_BINS: Final = 80
MEL_WINDOW: Final = 16  # mel frames that the network hears at once: 0.2 s
FACE_CHANNELS: Final = 6  # the face without its lower half, and the face: BGR each


@dataclass(frozen=True, slots=True)
class Layer:
    """One convolution with batch normalisation and ReLU.

    Attributes:
        kernel: its side.
        stride: (down, across); of the output for a transposed layer.
        padding: pixels on every side.
        residual: the input is added before the ReLU; its width is that of the layer before.
        transposed: enlarges rather than reduces.
        output_padding: of a transposed layer.
    """

    kernel: int
    stride: tuple[int, int] = (1, 1)
    padding: int = 0
    residual: bool = False
    transposed: bool = False
    output_padding: int = 0


Section = tuple[Layer, ...]

RESIDUAL: Final = Layer(3, padding=1, residual=True)
HALVE: Final = Layer(3, (2, 2), 1)
DOUBLE: Final = Layer(3, (2, 2), 1, transposed=True, output_padding=1)

FACE_ENCODER: Final[tuple[Section, ...]] = (
    (Layer(7, padding=3),),  # 96
    (HALVE, *[RESIDUAL] * 2),  # 48
    (HALVE, *[RESIDUAL] * 3),  # 24
    (HALVE, *[RESIDUAL] * 2),  # 12
    (HALVE, *[RESIDUAL] * 2),  # 6
    (HALVE, RESIDUAL),  # 3
    (Layer(3), Layer(1)),  # 1
)
AUDIO_ENCODER: Final[Section] = (
    *(Layer(3, padding=1), *[RESIDUAL] * 2),
    *(Layer(3, (3, 1), 1), *[RESIDUAL] * 2),
    *(Layer(3, (3, 3), 1), *[RESIDUAL] * 2),
    *(Layer(3, (3, 2), 1), RESIDUAL),
    *(Layer(3), Layer(1)),
)
FACE_DECODER: Final[tuple[Section, ...]] = (
    (Layer(1),),  # 1
    (Layer(3, transposed=True), RESIDUAL),  # 3
    *[(DOUBLE, *[RESIDUAL] * 2)] * 5,  # 6, 12, 24, 48, 96
)
OUTPUT: Final = Layer(3, padding=1)

FIRST_RESIDUAL: Final = "face_encoder_blocks.1.1.conv_block.0.weight"


@dataclass(frozen=True, slots=True)
class Layout:
    """Widths of a generator, in channels.

    Attributes:
        face: of the sections of the face encoder.
        audio: of the layers of the audio encoder that are not residual.
        decoder: of the sections of the face decoder.
        output: of the layer before the colours.
        compressed: without the residual layers.
    """

    face: Shape
    audio: Shape
    decoder: Shape
    output: int
    compressed: bool = False

    @classmethod
    def of(cls, shapes: Shapes) -> Self:
        """The layout that tensors of these names and shapes have.

        Raises:
            KeyError: a tensor that every layout has is missing.
            IndexError: a weight has no dimensions.
        """
        compressed = FIRST_RESIDUAL not in shapes
        audio = kept(AUDIO_ENCODER, compressed=compressed)

        def width(name: str, axis: int = 0) -> int:
            return shapes[f"{name}.conv_block.0.weight"][axis]

        return cls(
            tuple(width(f"face_encoder_blocks.{i}.0") for i in range(len(FACE_ENCODER))),
            tuple(
                width(f"audio_encoder.{i}") for i, layer in enumerate(audio) if not layer.residual
            ),
            # weights of a transposed convolution have their inputs first
            tuple(
                width(f"face_decoder_blocks.{i}.0", int(section[0].transposed))
                for i, section in enumerate(FACE_DECODER)
            ),
            width("output_block.0"),
            compressed,
        )


def kept(section: Section, *, compressed: bool) -> Section:
    """The layers of a section that a variant has."""
    return tuple(layer for layer in section if not (compressed and layer.residual))


ORIGINAL: Final = Layout(
    face=(16, 32, 64, 128, 256, 512, 512),
    audio=(32, 64, 128, 256, 512, 512),
    decoder=(512, 512, 512, 384, 256, 128, 64),
    output=32,
)
COMPRESSED: Final = Layout(
    face=(4, 8, 16, 32, 64, 128, 128),
    audio=(8, 16, 32, 64, 128, 128),
    decoder=(128, 128, 128, 96, 64, 32, 16),
    output=8,
    compressed=True,
)
