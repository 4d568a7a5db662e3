// The gallery of those who can speak: presenters and the person's own faces.

import { AddFace, addedWords } from "./addface.js";
import { EditFace } from "./editface.js";
import { toast } from "./toast.js";
import { phrase } from "./words.js";

export class Faces {
  #root;
  #avatars;
  #add;
  #onChange;

  // `avatars` is a map by id, kept true; `onChange` hears when the choice changed by other means
  // than a press on it.
  constructor(root, avatars, { limit, onChange }) {
    this.#root = root;
    this.#avatars = avatars;
    this.#onChange = onChange;
    const onAdded = (avatar) => this.#added(avatar);
    this.#add = new AddFace(document.getElementById("add-face-dialog"), { limit, onAdded });
    const edit = new EditFace(document.getElementById("edit-face-dialog"), {
      onRenamed: (avatar) => this.#renamed(avatar),
      onRemoved: (avatar) => this.#removed(avatar),
    });
    const add = document.getElementById("add-face");
    add.addEventListener("click", () => this.#add.open());
    add.disabled = false; // not before a press does something
    root.addEventListener("click", (event) => {
      const more = event.target.closest("[data-edit-face]");
      if (more) edit.open(avatars.get(more.dataset.editFace));
    });
  }

  get chosen() {
    return this.#avatars.get(this.#root.querySelector("input[name=avatar]:checked")?.value);
  }

  #tile(id) {
    return this.#root.querySelector(`[data-avatar="${CSS.escape(id)}"]`);
  }

  #added(avatar) {
    if (avatar.state !== "approved") { // its page tells what is missing
      toast(addedWords(avatar), { action: phrase("open_avatars"), onAction: () => location.assign(document.getElementById("add-face").dataset.avatars) });
      return;
    }
    this.#avatars.set(avatar.id, avatar);
    const tile = document.getElementById("person-template").content.firstElementChild.cloneNode(true);
    tile.dataset.avatar = avatar.id;
    const radio = tile.querySelector("input");
    radio.value = avatar.id;
    radio.disabled = false;
    tile.querySelector("img").src = avatar.thumbnail_url;
    tile.querySelector("img").classList.toggle("is-cutout", avatar.has_alpha);
    tile.querySelector(".person__kind").hidden = avatar.kind !== "video";
    tile.querySelector("[data-edit-face]").dataset.editFace = avatar.id;
    document.getElementById("add-face").after(tile);
    this.#label(tile, avatar);
    this.#countOwn();
    radio.checked = true;
    radio.focus();
    tile.scrollIntoView({ block: "nearest", inline: "center" });
    this.#onChange();
    toast(phrase("face_added", { name: avatar.name }));
  }

  #label(tile, { name }) {
    tile.querySelector("[data-person-name]").textContent = name;
    tile.querySelector("label").title = name;
    tile.querySelector("[data-edit-face]").setAttribute("aria-label", phrase("edit_face", { name }));
  }

  #renamed(avatar) {
    this.#avatars.set(avatar.id, avatar);
    this.#label(this.#tile(avatar.id), avatar);
    this.#onChange();
  }

  #removed(avatar) {
    const tile = this.#tile(avatar.id);
    const wasChosen = tile.querySelector("input").checked;
    this.#avatars.delete(avatar.id);
    tile.remove();
    this.#countOwn();
    const next = this.#root.querySelector("input[name=avatar]");
    if (wasChosen && next) next.checked = true;
    next?.focus();
    this.#onChange();
    toast(phrase("face_removed", { name: avatar.name }));
  }

  #countOwn() {
    this.#root.querySelector("[data-when-own]").hidden = !this.#root.querySelector("[data-own]");
  }
}
