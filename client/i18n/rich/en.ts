/** The texts of what only some documents hold: fetched with what shows it. */
export const richEn = {
  code: {
    language: 'Language of the code',
    plain: 'Plain text',
    find: 'Find a language',
    none: 'No such language',
  },
  math: {
    formula: 'Formula',
    empty: 'Write a formula in TeX, as x^2 or \\frac{a}{b}',
    broken: 'This can’t be read as a formula yet:',
    long: 'it is too long to be drawn.',
  },
  contents: { label: 'Contents', empty: 'The headings of this document will stand here.' },
  toggle: { fold: 'Fold or unfold' },
  insert: {
    formula: 'Formula in the line',
  },
}
