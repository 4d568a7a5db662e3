// A topic as what is said: a script is written from it.

export class TopicWay {
  get speech() { return null; }

  get extras() { return {}; }

  get problem() { return ""; }

  get title() { return ""; }

  get draft() { return null; }

  restore() {}

  clear() {}

  focus() {}

  pause() {}

  draw() {}
}
