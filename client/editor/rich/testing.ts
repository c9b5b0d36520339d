import { afterEach } from 'vitest'
import { leaveAll, type Writer, writer } from '../testing/writers.ts'
import type { EditorOptions, RichLabels } from '../types.ts'

afterEach(leaveAll)

export const richLabels: RichLabels = {
  language: 'Language of the code',
  plainCode: 'Plain text',
  findLanguage: 'Find a language',
  noLanguage: 'No such language',
  formula: 'Formula',
  emptyFormula: 'Write TeX',
  brokenFormula: 'This can’t be read:',
  contents: 'Contents',
  noHeadings: 'Nothing yet',
  fold: 'Fold or unfold',
  longFormula: 'too long',
  file: {
    download: name => `Download ${name}`,
    unnamed: 'File',
    size: bytes => `${bytes} B`,
    percent: share => `${Math.floor(share * 100)} %`,
    state: {
      sending: 'Uploading',
      waiting: 'Waiting',
      paused: 'Paused',
      checking: 'Checking',
      left: 'Left',
      cancelled: 'Cancelled',
      copied: 'Copied',
      copiedForReader: 'Copied',
      leftForReader: 'Not there yet',
      another: 'Another file',
    },
    theirs: name => `${name} is uploading it`,
    theirsFailed: (name, why) => `${name}: ${why}`,
    trouble: ({ why }) => why,
    pause: 'Pause',
    goOn: 'Resume',
    cancel: 'Cancel',
    again: 'Try again',
    choose: 'Choose it again',
    remove: 'Remove',
  },
  image: {
    label: 'Image',
    caption: 'Caption',
    elsewhere: host => `From ${host}`,
    show: 'Show',
    broken: 'Not shown',
  },
}

/** A person whose editor can draw rich blocks. */
export function richWriter(options: Partial<EditorOptions> = {}): Writer {
  return writer({ richLabels: async () => richLabels, ...options })
}
