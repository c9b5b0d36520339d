import { describe, expect, it } from 'vitest'
import { createSchema } from '../../editor/schema/index.ts'
import { languages } from '../../i18n/language.ts'
import { templateNames, templates } from './templates.ts'

describe.each(languages)('templates in %s', language => {
  it.each(templateNames)('are documents that the editor writes: %s', name => {
    const schema = createSchema()
    const { title, content } = templates[language][name]
    const doc = schema.node(
      'doc',
      null,
      content.map(json => schema.nodeFromJSON(json)),
    )
    doc.check()
    expect(doc.toJSON()).toMatchObject({ content })
    // Right below the title: no level is left out.
    const levels = doc.content.content.map(({ attrs }) => attrs.level).filter(level => level !== null)
    expect(levels[0]).toBe(1)
    expect(title('today').length).toBeGreaterThan(0)
  })
})

it('has the same shape in both languages', () => {
  const shape = (language: 'en' | 'ko') =>
    templateNames.map(name =>
      templates[language][name].content.map(each => ({ ...each, content: undefined })),
    )
  expect(shape('ko')).toEqual(shape('en'))
})
