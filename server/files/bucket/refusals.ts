import { StoreAway, StoreFull } from '../file-store.ts'
import type { BucketPlace } from './bucket-place.ts'

/** What the store said that is not what was asked for. */
export interface Refusal {
  status: number
  code: string | undefined
  /** Where the store says that the bucket is. */
  region: string | undefined
}

const wantsMoreRoom = new Set(['QuotaExceeded', 'XMinioStorageFull', 'XMinioAdminBucketQuotaExceeded'])
const knowsNoKey = new Set(['InvalidAccessKeyId', 'InvalidAccessKey', 'InvalidSecurity'])
const isOld = new Set(['ExpiredToken', 'InvalidToken', 'TokenRefreshRequired'])
const isElsewhere = new Set([
  'PermanentRedirect',
  'AuthorizationHeaderMalformed',
  'IllegalLocationConstraint',
])
const isNone = new Set(['NoSuchBucket', 'InvalidBucketName'])

/** For the journal: what is wrong, and what to do. Nothing that the store says is repeated but its word for it: it may hold the key. */
export function errorOf(
  place: BucketPlace,
  doing: string,
  { status, code, region }: Refusal,
): StoreAway | StoreFull {
  const said = `${status}${code === undefined ? '' : ` ${code}`}`
  if (status === 507 || (code !== undefined && wantsMoreRoom.has(code)))
    return new StoreFull(`${place.name} has no room (${said})`)
  return new StoreAway(`${place.name} ${sentence(place, doing, { status, code, region })} (${said})`)
}

function sentence({ key }: BucketPlace, doing: string, { status, code = '', region }: Refusal): string {
  const isAws = key.by === 'aws'
  if (isNone.has(code)) return 'is not there: make the bucket, or correct FILES_URL'
  if (isAws && isOld.has(code))
    return 'does not accept AWS_SESSION_TOKEN any more: start anew with another one'
  if (isAws && knowsNoKey.has(code)) return 'does not know AWS_ACCESS_KEY_ID'
  if (code === 'SignatureDoesNotMatch')
    return 'does not accept the signature: AWS_SECRET_ACCESS_KEY is another one, or a proxy changes the host'
  if (status === 301 || status === 307 || isElsewhere.has(code))
    return `is in another region${region === undefined ? '' : `, ${region}`}: say so in FILES_URL (region=…)`
  if (status === 401 || status === 403)
    return `refuses to ${doing}: who is shown by ${whoIs[key.by]} needs the rights to list, read, write and delete there`
  return `cannot ${doing}`
}

const whoIs = {
  aws: 'AWS_ACCESS_KEY_ID',
  'google-key': 'GOOGLE_APPLICATION_CREDENTIALS',
  'google-metadata': 'the platform’s service account',
}
