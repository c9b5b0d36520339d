import type { Translate } from '../../i18n/index.ts'
import type { News } from './arrivals.ts'

/** So many are told by name. */
const named = 3

/** Who has come and who has gone, in a sentence or two. */
export function describeNews({ joined, left }: News, t: Translate, language: string): string {
  const list = new Intl.ListFormat(language)
  const names = (people: News['joined']) => list.format(people.map(({ name }) => name || t('app.guest')))
  const sentences = [
    joined.length > named && t('company.manyJoined', { number: joined.length }),
    joined.length > 0 && joined.length <= named && t('company.joined', { names: names(joined) }),
    left.length > named && t('company.manyLeft', { number: left.length }),
    left.length > 0 && left.length <= named && t('company.left', { names: names(left) }),
  ]
  return sentences.filter(sentence => sentence !== false).join(' ')
}
