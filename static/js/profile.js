// The profile: the clock of this device is offered where no time zone was chosen.

const zone = document.querySelector("select[name=time_zone]");
const here = Intl.DateTimeFormat().resolvedOptions().timeZone;

if (zone && !zone.value && [...zone.options].some((option) => option.value === here)) zone.value = here;
