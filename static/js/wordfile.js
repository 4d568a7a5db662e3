// Words with their pronunciation as files: CSV and JSON, read and written.

const HEADS = new Set(["word", "wort", "palabra", "mot", "term"]);

export const asCsv = (entries) => [["word", "say"], ...entries.map(({ word, say }) => [word, say])]
  .map((cells) => cells.map(quoted).join(",")).join("\r\n");

export const asJson = (entries) => JSON.stringify(entries, null, 2);

// Rows { word, say, row } of a file, row counted as its editor counts; null where there are none.
export function wordsOf(text) {
  const clean = text.replace(/^\uFEFF/u, "").trim();
  return /^[[{]/u.test(clean) ? fromJson(clean) : fromCsv(clean);
}

function fromJson(text) {
  let data;
  try {
    data = JSON.parse(text);
  } catch {
    return null;
  }
  const list = Array.isArray(data) ? data : data.entries ?? Object.entries(data).map(([word, say]) => ({ word, say }));
  if (!Array.isArray(list)) return null;
  return list.map((entry, index) => ({ word: textOf(entry?.word), say: textOf(entry?.say), row: index + 1 }));
}

const textOf = (value) => (typeof value === "string" ? value.trim() : "");

function fromCsv(text) {
  const separator = [",", ";", "\t"].map((mark) => [text.split("\n", 1)[0].split(mark).length, mark])
    .sort((one, other) => other[0] - one[0])[0];
  if (separator[0] < 2) return null;
  const rows = cellsOf(text, separator[1]).map((cells, index) => (
    { word: (cells[0] ?? "").trim(), say: (cells[1] ?? "").trim(), row: index + 1 }
  ));
  if (HEADS.has(rows[0]?.word.toLocaleLowerCase())) rows.shift();
  return rows.filter(({ word, say }) => word || say);
}

// RFC 4180: cells in quotes may hold separators, line breaks and doubled quotes.
function cellsOf(text, separator) {
  const rows = [[""]];
  let isQuoted = false;
  for (let at = 0; at < text.length; at += 1) {
    const sign = text[at];
    const row = rows.at(-1);
    if (isQuoted && sign === '"' && text[at + 1] === '"') {
      row[row.length - 1] += sign;
      at += 1;
    } else if (sign === '"' && (isQuoted || row.at(-1) === "")) isQuoted = !isQuoted;
    else if (!isQuoted && sign === separator) row.push("");
    else if (!isQuoted && sign === "\n") rows.push([""]);
    else if (sign !== "\r" || isQuoted) row[row.length - 1] += sign;
  }
  return rows;
}

// A cell that begins like a formula is kept from being one in a spreadsheet only by its quotes;
// words begin with letters, so nothing is changed in them.
function quoted(cell) {
  return /[",\r\n;\t]/u.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell;
}
