/** What a character code can be in a tag, by code below 128. All codes above are name characters. */
const notInName = new Set([...'!"#%&\'()*+,./;<=>@[\\]^`{|}~']);

const nameTable = new Uint8Array(128);
for (let code = 33; code < 127; code++) nameTable[code] = notInName.has(String.fromCharCode(code)) ? 0 : 1;
for (let code = 0; code < 32; code++) nameTable[code] = code >= 9 && code <= 13 ? 0 : 1;
nameTable[127] = 1;

const wideSpace = /[\s\ufeff]/;

/** Whether a name may hold the character. */
export function isNameCode(code: number): boolean {
  if (code < 128) return nameTable[code] === 1;
  return (
    !(code === 160 || code === 0x1680 || (code >= 0x2000 && code <= 0x3000) || code === 0xfeff) ||
    !wideSpace.test(String.fromCharCode(code))
  );
}

/** White space as in regular expressions. */
export function isSpaceCode(code: number): boolean {
  if (code === 32 || (code >= 9 && code <= 13)) return true;
  return code > 127 && wideSpace.test(String.fromCharCode(code));
}

/** Whether the character may follow a name: `= ~ } / . ) |` or white space. NaN, the end of the text, may. */
export function mayFollowName(code: number): boolean {
  return (
    code === 61 ||
    code === 126 ||
    code === 125 ||
    code === 47 ||
    code === 46 ||
    code === 41 ||
    code === 124 ||
    isSpaceCode(code)
  );
}

/** Whether the character may follow a literal: `~ } )` or white space. */
export function mayFollowLiteral(code: number): boolean {
  return code === 126 || code === 125 || code === 41 || isSpaceCode(code);
}
