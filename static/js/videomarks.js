// What a video says of itself, as far as a form offers a choice.

const NAMES = ["label", "account"];

// What the API takes; what is not offered is left to the site.
export function marksOf(form) {
  const offered = NAMES.filter((name) => form.elements[`mark_${name}`]);
  return Object.fromEntries(offered.map((name) => [name, form.elements[`mark_${name}`].checked]));
}

export function fillMarks(form, marks) {
  for (const name of NAMES) {
    const field = form.elements[`mark_${name}`];
    if (field && marks?.[name] !== undefined) field.checked = marks[name];
  }
}
