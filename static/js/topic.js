// A topic as what is said: a script is written about it, edited, and spoken.

import { Brief } from "./brief.js";
import { EarlierScripts } from "./earlier.js";
import { Meter, fill, unwatch, watch } from "./meter.js";
import { askedSilence, spoken } from "./script.js";
import { ScriptCards } from "./scriptcards.js";
import { isUnderWay, ScriptRun } from "./scriptrun.js";
import { counted, errorWords, knowsError, phrase } from "./words.js";

const NEAR = 0.2; // a script may be this much shorter or longer than wished

export class TopicWay {
  #root;
  #data;
  #delivery;
  #onChange;
  #onError;
  #brief;
  #cards;
  #run;
  #earlier;
  #view = "brief";
  #since = 0; // when the writing began
  #rewriting = "";
  #problemWriter = ""; // whom another press would ask instead
  #wait = null; // timer of the button that waits
  #meter = new Meter();

  constructor(root, { data, delivery, onChange, onError }) {
    this.#root = root;
    this.#data = data;
    this.#delivery = delivery;
    this.#onChange = onChange;
    this.#onError = onError;
    this.#brief = new Brief(root.querySelector(".brief"), { onChange, isOwner: data.is_owner });
    this.#cards = new ScriptCards(root, {
      onEdit: (part, value) => this.#edited(part, value),
      onRewrite: (part, wish) => this.#rewrite(part, wish),
    });
    this.#run = new ScriptRun({
      onRow: (row) => this.#take(row),
      onProblem: (error) => this.#refused(error),
      onSaved: (all) => { this.#part("[data-saved]").textContent = all ? phrase("saved") : ""; },
    });
    this.#earlier = new EarlierScripts(document.getElementById("earlier"), {
      onOpen: (id) => this.#reopen(id),
      summary: (brief) => this.#brief.summary(brief),
    });
    root.addEventListener("click", (event) => this.#clicked(event));
    root.addEventListener("keydown", (event) => this.#key(event));
  }

  #part(selector) { return this.#root.querySelector(selector); }

  get #script() { return this.#run.row?.script ?? null; }

  // -- what the studio asks ------------------------------------------------------------------------

  get speech() {
    if (this.#view !== "written") return null;
    return { kind: "text", text: this.#cards.spoken, ...this.#delivery.value };
  }

  get extras() { return this.#view === "written" ? { script: this.#run.id } : {}; }

  get problem() {
    if (this.#view === "writing") return phrase("wait_for_script");
    if (this.#view === "brief") return phrase(this.#brief.topic ? "write_first" : "say_the_topic");
    if (!this.#cards.spoken) return phrase("script_is_empty");
    return this.#cards.spoken.length > this.#data.max_text ? phrase("script_too_long") : "";
  }

  get title() { return this.#view === "written" ? this.#cards.value("title") : ""; }

  get draft() { return { brief: this.#brief.draft, script: this.#run.id, view: this.#view }; }

  restore(draft) {
    this.#run.leave();
    this.#show("brief");
    this.#brief.fill(draft?.brief);
    if (draft?.script) this.#run.open(draft.script).then((there) => {
      if (there && draft.view === "brief" && !isUnderWay(this.#run.row)) this.#show("brief");
    });
  }

  clear() {
    this.#run.leave();
    this.#brief.clear();
    this.#show("brief");
  }

  focus() {
    if (this.#view === "written") this.#cards.focus();
    else if (this.#view === "writing") this.#part("[data-writing-title]").focus();
    else this.#brief.focus();
  }

  // Resolves once everything that was edited is kept.
  pause() { return this.#run.flush(); }

  draw() {
    this.#brief.suggestLanguage(this.#delivery.voice?.language ?? "en");
    if (!this.#root.hidden) {
      this.#brief.load();
      this.#delivery.likely = [this.#brief.value.language];
    }
    this.#cards.drawLengths((text) => this.#seconds(text));
    this.#drawTotal();
  }

  // -- what people do -------------------------------------------------------------------------------

  #clicked(event) {
    const button = event.target.closest("[data-topic-act]");
    if (!button || button.getAttribute("aria-busy") === "true") return;
    const acts = {
      write: () => this.#write(),
      cancel: () => this.#run.cancel(),
      earlier: () => this.#earlier.open(),
      brief: () => { this.#show("brief"); this.#onChange(); this.#brief.focus(); },
      back: () => { this.#show("written"); this.#onChange(); this.#cards.focus(); },
      new: () => { this.clear(); this.#onChange(); this.#brief.focus(); },
      retry: () => this.#again(),
      other: () => { this.#brief.pickWriter(this.#problemWriter); this.#again(this.#problemWriter); },
      dismiss: () => { this.#hideProblem(); this.focus(); },
    };
    acts[button.dataset.topicAct]();
  }

  // Enter in a line of the brief writes the script; it does not make a video.
  #key(event) {
    const isLine = event.target.matches(".brief input:not([type=radio], [type=range])");
    if (event.key !== "Enter" || !isLine || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    this.#write();
  }

  async #write() {
    this.#hideProblem();
    this.#onError(null);
    if (!this.#brief.topic) {
      this.#onError(phrase("say_the_topic"));
      this.#brief.focus();
      return;
    }
    const button = this.#part("[data-topic-act=write]");
    button.setAttribute("aria-busy", "true");
    await this.#run.write(this.#brief.value);
    button.removeAttribute("aria-busy");
    this.#onChange();
  }

  async #again(writer = "") {
    const { row } = this.#run;
    this.#hideProblem();
    if (this.#rewriting) return; // the cards say how to go on
    if (!row || row.script) await this.#write();
    else await this.#run.retry(writer || this.#brief.value.writer);
  }

  #edited(part, value) {
    this.#run.edit(part, value);
    this.#onChange();
  }

  async #rewrite(part, wish) {
    this.#hideProblem();
    await this.#run.rewrite(part, wish);
  }

  async #reopen(id) {
    if (await this.#run.open(id)) {
      this.#brief.fill(this.#run.row.brief);
      this.#onChange();
      this.focus();
    } else {
      this.#say(phrase("script_gone"));
    }
  }

  // -- what the server says -------------------------------------------------------------------------

  #take(row) {
    const before = this.#rewriting;
    const waited = before || this.#view === "writing";
    this.#rewriting = isUnderWay(row) && row.script ? row.rewriting : "";
    this.#cards.busy = this.#rewriting || null;
    if (before && !this.#rewriting) this.#rewritten(row, before);
    else if (!row.script && isUnderWay(row)) this.#showWriting(row);
    else if (!row.script) this.#ended(row, waited);
    else if (!this.#rewriting || this.#view !== "written") this.#showScript(row);
    if (row.state === "failed" && waited) this.#failed(row);
    if (this.#rewriting && !before) this.#say(phrase("rewriting_now"));
  }

  #rewritten(row, part) {
    if (row.state !== "succeeded") return;
    this.#cards.replace(part, row.script[part]);
    this.#say(phrase("rewritten"));
    this.#onChange();
  }

  #showWriting(row) {
    if (this.#view !== "writing") {
      this.#since = Date.now();
      this.#show("writing");
      this.#say(phrase("writing_now"));
      this.#part("[data-writing-title]").focus();
    }
    const writer = this.#brief.writers.find((one) => one.id === row.brief.writer);
    this.#part("[data-writing-about]").textContent =
      row.state === "queued" ? phrase("script_queued") : phrase("writing_by", { name: writer?.name ?? phrase("the_writer") });
    this.#meter.take({ ...row, attempt: row.id, seconds_left: this.#secondsLeft(row) });
    watch(this.#part(".writing"), this.#meter, (meter) => {
      fill(this.#part(".writing .track"), meter.fraction);
      const passed = Math.round((Date.now() - this.#since) / 1000);
      this.#part("[data-writing-time]").textContent = passed < 2 ? "" : counted("seconds_so_far", passed);
    });
  }

  // As long again as it took so far for its share; unknown at the beginning.
  #secondsLeft({ progress }) {
    if (!progress || progress < 0.05) return null;
    return ((Date.now() - this.#since) / 1000 / progress) * (1 - progress);
  }

  #showScript(row) {
    const { script } = row;
    const isNew = this.#view === "writing";
    this.#cards.fill(script);
    this.#part("[data-written-topic]").textContent = row.brief.topic;
    this.#part("[data-written-brief]").textContent = this.#brief.summary(row.brief);
    this.#part("[data-written-draft]").hidden = !script.is_draft;
    this.#delivery.speak(script.language);
    this.#show("written");
    if (isNew) {
      this.#say(phrase("script_ready"));
      this.#cards.focus();
    }
    this.#onChange();
  }

  #ended(row, waited) {
    this.#show("brief");
    if (!waited) return;
    if (row.state === "cancelled") this.#say(phrase("script_cancelled"));
    this.#onChange();
    this.#brief.focus();
  }

  // -- what went wrong ------------------------------------------------------------------------------

  #failed({ error }) {
    const code = error?.code ?? "internal_error";
    this.#showProblem(errorWords(code), error?.facts?.retry_after ?? 0);
  }

  #refused(error) {
    const known = knowsError(error.code) ? errorWords(error.code) : null;
    if (error.fields?.topic && this.#view === "brief") this.#onError(error.words);
    else this.#showProblem(known ?? { title: error.message, can_retry: true }, 0);
  }

  #showProblem({ title, explanation = "", advice = "", can_retry: canRetry }, wait) {
    this.#part("[data-problem-title]").textContent = title;
    this.#part("[data-problem-text]").textContent = `${explanation} ${advice}`.trim();
    const retry = this.#part("[data-topic-act=retry]");
    retry.hidden = canRetry === false || Boolean(this.#script);
    this.#countDown(retry, Math.ceil(wait));
    this.#offerOther();
    this.#part("[data-topic-problem]").hidden = false;
  }

  // Where a service asks to wait, the button tells how long.
  #countDown(button, seconds) {
    clearInterval(this.#wait);
    const draw = () => {
      button.disabled = seconds > 0;
      button.textContent = seconds > 0 ? counted("try_again_in", seconds) : phrase("try_again");
      if (seconds <= 0) clearInterval(this.#wait);
      seconds -= 1;
    };
    draw();
    if (seconds >= 0) this.#wait = setInterval(draw, 1000);
  }

  #offerOther() {
    const now = this.#run.row?.brief.writer || this.#brief.value.writer;
    const other = this.#brief.writers.find((one) => one.available && one.id !== now);
    const button = this.#part("[data-topic-act=other]");
    button.hidden = !other || Boolean(this.#script);
    this.#problemWriter = other?.id ?? "";
    if (other) button.textContent = phrase("write_with", { name: other.name });
  }

  #hideProblem() {
    clearInterval(this.#wait);
    this.#part("[data-topic-problem]").hidden = true;
  }

  // -- drawing --------------------------------------------------------------------------------------

  #show(view) {
    this.#view = view;
    for (const box of this.#root.querySelectorAll("[data-topic-in]")) box.hidden = box.dataset.topicIn !== view;
    this.#part("[data-topic-act=back]").hidden = !this.#script;
    if (view !== "writing") unwatch(this.#part(".writing"));
    if (view === "written") this.#hideProblem();
  }

  #seconds(text) {
    const { pauses } = this.#data;
    const sentences = text.split(/[.!?…。！？]+(?:\s|$)/u).filter(Boolean).length;
    return this.#delivery.secondsFor([...spoken(text)].length) + askedSilence(text) + sentences * pauses.sentence;
  }

  #drawTotal() {
    if (this.#view !== "written") return;
    const wish = this.#run.row?.brief.seconds ?? 0;
    const now = this.#seconds(this.#cards.spoken);
    const box = this.#part("[data-total]");
    const off = wish ? (now - wish) / wish : 0;
    let verdict = "total_fits";
    if (off > NEAR) verdict = "total_long";
    else if (off < -NEAR) verdict = "total_short";
    box.dataset.verdict = verdict;
    this.#part("[data-total-now]").textContent = counted("total_seconds", Math.round(now));
    this.#part("[data-total-about]").textContent = phrase(verdict, { wish: counted("seconds", wish) });
    const most = Math.max(now, wish) * 1.08 || 1;
    box.style.setProperty("--now", now / most);
    box.style.setProperty("--wish", wish / most);
  }

  #say(words) { this.#part("[data-topic-live]").textContent = words; }
}
