export const integer = (minimum: number, maximum: number) => ({ type: 'integer', minimum, maximum })

/** A JSON schema for an object of exactly these keys; those ending in `?` may be missing. */
export function exactly(shape: Record<string, object>) {
  const entries = Object.entries(shape).map(([key, schema]) => ({
    name: key.replace(/\?$/, ''),
    needed: !key.endsWith('?'),
    schema,
  }))
  return {
    type: 'object',
    additionalProperties: false,
    required: entries.filter(({ needed }) => needed).map(({ name }) => name),
    properties: Object.fromEntries(entries.map(({ name, schema }) => [name, schema])),
  }
}
