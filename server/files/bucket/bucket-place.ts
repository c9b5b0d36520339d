/** Objects under a prefix of a bucket, as the operator names them. */
export interface BucketPlace {
  /** As in `FILES_URL`, without parameters: for people. */
  name: string
  /** Where requests go. */
  endpoint: string
  bucket: string
  /** Empty, or with a slash at its end. */
  prefix: string
  /** The bucket's name is in the path, not in the host's name. */
  isPathStyle: boolean
  key: BucketKey
}

/** What shows the store who asks. */
export type BucketKey =
  | {
      by: 'aws'
      region: string
      accessKeyId: string
      secretAccessKey: string
      sessionToken: string | undefined
    }
  | ({ by: 'google-key' } & ServiceAccount)
  /** The platform tells the token. */
  | { by: 'google-metadata'; host: string }

export interface ServiceAccount {
  email: string
  keyId: string | undefined
  /** PKCS #8, in PEM. */
  privateKey: string
  tokenUrl: string
}
