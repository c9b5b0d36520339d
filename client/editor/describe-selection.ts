import type { QuireEditor, SelectionDescription } from './types.ts'

export function describeSelection(_editor: QuireEditor): SelectionDescription {
  throw new Error('not built yet')
}
