import type { ImageTrouble } from '../../editor/index.ts'
import { i18n } from '../../i18n/index.ts'

export function imageTroubleText({ reason, name }: ImageTrouble): string {
  if (reason === 'notFetched') return i18n.t('app.notFetched')
  const what = i18n.t(`rich:image.trouble.${reason}`)
  return name === undefined ? what : i18n.t('rich:image.trouble.named', { name, what })
}
