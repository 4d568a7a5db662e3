// Recordings that have not reached the server yet, kept in this browser (IndexedDB), so that a
// lost connection or a closed page loses nothing. Where it is forbidden, recording works without.

const NAME = "avatar-studio";
const KEPT_FOR = 7 * 24 * 3600_000; // milliseconds

function done(request) {
  return new Promise((resolve, reject) => {
    request.addEventListener("success", () => resolve(request.result));
    request.addEventListener("error", () => reject(request.error));
  });
}

async function stores(mode) {
  const opening = indexedDB.open(NAME, 1);
  opening.addEventListener("upgradeneeded", () => {
    opening.result.createObjectStore("recordings", { keyPath: "id" });
    opening.result.createObjectStore("pieces", { keyPath: ["id", "n"] });
  });
  const database = await done(opening);
  const transaction = database.transaction(["recordings", "pieces"], mode);
  for (const over of ["complete", "abort"]) transaction.addEventListener(over, () => database.close());
  return { recordings: transaction.objectStore("recordings"), pieces: transaction.objectStore("pieces") };
}

const piecesOf = (id) => IDBKeyRange.bound([id, 0], [id, Infinity]);

export class MicrophoneStore {
  #user;
  #queue = Promise.resolve(); // one write after the other

  constructor(user) {
    this.#user = user;
  }

  // Begin to keep a recording: { id, name, type }.
  begin(recording) {
    const at = Date.now();
    this.#write(async ({ recordings }) => recordings.put({ ...recording, user: this.#user, at, seconds: 0 }));
  }

  // Keep one more piece; its bytes rather than a Blob, which some browsers cannot keep.
  add(id, n, piece, seconds) {
    const reading = piece.arrayBuffer();
    this.#write(async ({ recordings, pieces }, bytes) => {
      pieces.put({ id, n, bytes });
      const kept = await done(recordings.get(id));
      if (kept) recordings.put({ ...kept, seconds });
    }, reading);
  }

  remove(id) {
    this.#write(async ({ recordings, pieces }) => {
      recordings.delete(id);
      pieces.delete(piecesOf(id));
    });
  }

  // The newest recording that was not sent: { id, name, type, at, seconds, file }, or null.
  async find() {
    try {
      const { recordings, pieces } = await stores("readonly");
      const all = await done(recordings.getAll());
      const own = all.filter(({ user, at }) => user === this.#user && Date.now() - at < KEPT_FOR);
      const newest = own.sort((a, b) => b.at - a.at)[0];
      if (!newest) return null;
      const parts = (await done(pieces.getAll(piecesOf(newest.id)))).map(({ bytes }) => bytes);
      if (!parts.length) return null;
      return { ...newest, file: new File(parts, newest.name, { type: newest.type, lastModified: newest.at }) };
    } catch {
      return null;
    }
  }

  // `reading` ends before the transaction begins, which would not wait for it.
  #write(step, reading = null) {
    this.#queue = this.#queue.then(async () => {
      const value = await reading;
      await step(await stores("readwrite"), value);
    }).catch(() => {}); // full, or forbidden
  }
}
