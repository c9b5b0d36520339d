/**
 * A key belongs to the input method. Safari ends a composition before it tells of the key that ends it, and gives that
 * one away by its code alone.
 */
export function isComposing({ isComposing, keyCode }: KeyboardEvent): boolean {
  return isComposing || keyCode === 229
}

/** What a field holds after this change of it is not finished. */
export function isBeingComposed(change: Event): boolean {
  return change instanceof InputEvent && change.isComposing
}
