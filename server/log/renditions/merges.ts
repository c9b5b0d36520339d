/** Both ends are part of it. */
export interface Area {
  left: number
  top: number
  right: number
  bottom: number
}

/** Merged cells, none of which overlap, and which of them a cell is in: to look through all of them for each cell takes seconds where there
 *  are many. */
export class Merges {
  readonly areas: Area[] = []
  readonly #byRow = new Map<number, Map<number, Area>>()

  at(row: number, column: number): Area | undefined {
    return this.#byRow.get(row)?.get(column)
  }

  /** Unless another is there. */
  add(area: Area): void {
    const size = (area.right - area.left + 1) * (area.bottom - area.top + 1)
    const isTaken =
      size > this.areas.length ? this.areas.some(other => overlap(other, area)) : this.#holdsIn(area)
    if (isTaken) return
    this.areas.push(area)
    for (const [row, column] of placesIn(area)) {
      const inRow = this.#byRow.get(row) ?? new Map<number, Area>()
      this.#byRow.set(row, inRow)
      inRow.set(column, area)
    }
  }

  #holdsIn(area: Area): boolean {
    for (const [row, column] of placesIn(area)) if (this.at(row, column) !== undefined) return true
    return false
  }
}

function* placesIn({ left, top, right, bottom }: Area): Generator<[row: number, column: number]> {
  for (let row = top; row <= bottom; row++)
    for (let column = left; column <= right; column++) yield [row, column]
}

const overlap = (one: Area, other: Area) =>
  one.left <= other.right && other.left <= one.right && one.top <= other.bottom && other.top <= one.bottom
