// Words of a line with their times: [text, start, end, follows a space].

// The words of `text`, with the times of `words` where they still fit. What is written anew between
// words that stayed shares their time.
export function fitWords(words, text) {
  if (!words.length) return [];
  const tokens = text.split(/\s+/u).filter(Boolean);
  const groups = grouped(words);
  if (!tokens.length) return [];
  let front = 0;
  while (front < Math.min(tokens.length, groups.length) && tokens[front] === groups[front].text) front += 1;
  let back = 0;
  while (
    back < Math.min(tokens.length, groups.length) - front
    && tokens.at(-1 - back) === groups.at(-1 - back).text
  ) back += 1;
  const fresh = tokens.slice(front, tokens.length - back);
  const gone = groups.slice(front, groups.length - back);
  const from = gone[0]?.start ?? groups[front - 1]?.end ?? groups[0].start;
  const to = gone.at(-1)?.end ?? groups[groups.length - back]?.start ?? groups.at(-1).end;
  const kept = (group) => group.words;
  return [
    ...groups.slice(0, front).flatMap(kept),
    ...shared(fresh, gone, from, to),
    ...groups.slice(groups.length - back).flatMap(kept),
  ];
}

// Words within a line's new times; none where they do not fit any more.
export function clipWords(words, start, end) {
  const clipped = words.map(([text, from, to, spaced]) => (
    [text, Math.min(Math.max(from, start), end), Math.max(Math.min(to, end), start), spaced]
  ));
  return clipped.some(([, from, to]) => to <= from) ? [] : clipped;
}

// Words that follow each other without a space are one.
function grouped(words) {
  const groups = [];
  for (const word of words) {
    const [text, start, end, spaced] = word;
    const last = groups.at(-1);
    if (last && !spaced) Object.assign(last, { text: last.text + text, end, words: [...last.words, word] });
    else groups.push({ text, start, end, words: [word] });
  }
  return groups;
}

function shared(tokens, gone, from, to) {
  if (tokens.length === gone.length) return tokens.map((text, n) => [text, gone[n].start, gone[n].end, true]);
  const each = Math.max(0, to - from) / tokens.length;
  return tokens.map((text, n) => [text, round(from + n * each), round(from + (n + 1) * each), true]);
}

// The moment at which a line's text is at `offset` characters.
export function timeAt({ start, end, text, words }, offset) {
  let at = 0;
  for (const [n, [word, from, , spaced]] of words.entries()) {
    const found = text.indexOf(word, at);
    if (found < 0) break;
    if (found >= offset) {
      const before = n ? words[n - 1][2] : start;
      return round(spaced || !n ? (before + from) / 2 : from);
    }
    at = found + word.length;
  }
  return round(start + (end - start) * (text.length ? offset / text.length : 0.5));
}

// A good place to divide a text near a share of it: after a sentence, a clause, a word.
export function cutNear(text, share) {
  const wish = text.length * share;
  let best = -1;
  let least = Infinity;
  for (const found of text.matchAll(/\s+/gu)) {
    const before = text[found.index - 1] ?? "";
    const bonus = /[.!?…。！？]/u.test(before) ? 0.35 : /[,;:–—、，]/u.test(before) ? 0.18 : 0;
    const distance = Math.abs(found.index - wish) - bonus * text.length;
    if (found.index > 0 && distance < least) [best, least] = [found.index, distance];
  }
  return best > 0 ? best : Math.round(wish);
}

export const round = (seconds) => Math.round(seconds * 1000) / 1000;
