/** The texts of what only some documents hold: fetched with what shows it. */
export const richEn = {
  code: {
    language: 'Language of the code',
    plain: 'Plain text',
    find: 'Find a language',
    none: 'No such language',
  },
}
