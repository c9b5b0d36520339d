import { documents } from '../document/documents.ts'
import { madeHere } from './made-here.ts'

/** Brings to the server what was made here without one, whichever page is looked at: opened behind the scenes until it is there. */
export function bringMade(): void {
  for (const { id } of madeHere.get()) {
    const { opened, release } = documents().acquire(id)
    void opened.provider.whenSynced.then(() => opened.provider.whenSaved()).then(release, release)
  }
}
