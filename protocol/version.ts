/** The wire's version. Any change of an event, a schema or a frame raises it; `wire.test.ts` fails otherwise. */
export const protocolVersion = 1
