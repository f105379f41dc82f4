// One spelling for all the usual ones of a name. What is stored is folded by the function `folded` of the database;
// both must do the same.

const apostrophes = /['’‘ʼʻ`´]/g
const marks = /[\u0300-\u036f]/g

/** Letters that are no letter with a mark, and hyphens. */
const plain: Readonly<Record<string, string>> = {
  ø: 'o',
  ł: 'l',
  đ: 'd',
  ð: 'd',
  ı: 'i',
  ß: 'ss',
  æ: 'ae',
  œ: 'oe',
  þ: 'th',
  '-': ' ',
  '‐': ' ',
  '–': ' ',
  '—': ' ',
}
const special = /[øłđðıßæœþ\-‐–—]/g

/** Renée is renee, O’Connor is oconnor, Anne-Marie is anne marie. */
export const folded = (text: string): string =>
  text
    .replaceAll(apostrophes, '')
    .normalize('NFKD')
    .replaceAll(marks, '')
    .toLowerCase()
    .replaceAll(special, (letter) => plain[letter] ?? letter)
