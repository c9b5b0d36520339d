export type { Participant, Profile, RefusalReason, Role } from '../../protocol/index.ts'
export { QuireProvider } from './provider.ts'
export type { QuireProviderEvents, QuireProviderOptions } from './provider-options.ts'
export type { Status, TransportName } from './status.ts'
