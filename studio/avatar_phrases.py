"""What the scripts say about faces, the camera and consent; {names} are filled in by them."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

CAMERA: Final[Mapping[str, str | Promise]] = {
    "camera_denied": _("The camera is blocked for this page."),
    "camera_denied_advice": _(
        "Press the icon to the left of the address, allow the camera, then try again."
    ),
    "camera_dismissed": _("The camera was not allowed."),
    "camera_dismissed_advice": _("Try again and press “Allow” when your browser asks."),
    "camera_blocked_by_system": _("Your system keeps the camera from this browser."),
    "camera_blocked_by_system_advice": _(
        "Allow it in the privacy settings of your computer or phone, then try again."
    ),
    "camera_missing": _("No camera was found."),
    "camera_missing_advice": _("Plug one in, or choose a photo from a file."),
    "camera_busy": _("The camera is busy."),
    "camera_busy_advice": _("Close the other app or tab that uses it, then try again."),
    "camera_unknown": _("The camera could not be started."),
    "camera_unknown_advice": _("Try again, or choose a photo from a file."),
    "camera_insecure": _("Browsers allow the camera on secure pages only."),
    "camera_insecure_advice": _(
        "Open the studio with https, or on the computer it runs on as http://localhost. "
        "Until then choose a photo from a file."
    ),
    "camera_unsupported": _("This browser cannot use a camera."),
    "camera_unsupported_advice": _("Choose a photo from a file."),
    "camera_number": _("Camera {n}"),
    "camera_dark": _("Too dark. Turn towards a window or a lamp."),
    "camera_bright": _("Too bright. Move away from the light."),
    "camera_backlit": _("The light is behind you. Turn around, so that it falls on your face."),
    "camera_blurred": _("Not sharp yet. Hold still, and wipe the lens."),
    "camera_moving": _("Hold still for a moment."),
    "camera_good": _("Good light. Fill the oval with your face and look into the camera."),
    "camera_photo": _("Photo {time}"),
    "camera_video": _("Video {time}"),
    "camera_seconds": _("{n} s"),
    "camera_recording": _("Recording. Look into the camera, breathe, move a little."),
}

CONSENT: Final[Mapping[str, str | Promise]] = {
    "who_needed": _("Say whom the picture shows."),
    "statement_needed": _("Only a face that you may use can be added. Confirm the statement."),
    "person_name_needed": _("Write the name of the person shown."),
    "person_email_needed": _("Write the e-mail address of the person shown."),
    "face_waits_for_person": _("{name} is added. The person shown has to agree first."),
    "face_waits_for_recording": _("{name} is added. Next, the person shown says a sentence."),
    "face_waits_for_review": _("{name} is added. A moderator looks at it first."),
    "open_avatars": _("Open avatars"),
    "revoke_question": _("Take the consent for {name} back?"),
    "delete_question": _("Delete {name}?"),
    "asked_again": _("The e-mail was sent again."),
    "recording_is_heard": _("The recording is being listened to."),
    "face_shared": _("{name} is shared."),
    "face_private": _("{name} is yours alone."),
    "face_revoked": _("{name} is gone, and its picture with it."),
    "crop_part": _("Part of the picture that is kept"),
}

AVATAR_PHRASES: Final[Mapping[str, str | Promise]] = MappingProxyType({**CAMERA, **CONSENT})
