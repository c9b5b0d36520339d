import { Ajv } from 'ajv'
import { parse } from 'yaml'
import { exactly } from './exactly.ts'

/** What we use of the compose file format. */
export interface Compose {
  services: Record<string, Service>
  volumes: Record<string, unknown>
  configs: Record<string, { content: string }>
  secrets: Record<string, { file: string }>
}

interface Service {
  image?: string
  build?: object
  pull_policy?: 'build' | 'never'
  environment?: Record<string, string>
  depends_on?: string[] | Record<string, unknown>
  volumes?: string[]
  configs?: { source: string }[]
  secrets?: string[]
}

/** Reads a compose file, or says everything that is wrong with it for us, a sentence each. */
export function readCompose(text: string): { compose: Compose; faults: string[] } {
  const compose: unknown = parse(text, { merge: true })
  if (!isCompose(compose)) {
    const faults = (isCompose.errors ?? []).map(
      ({ instancePath, message, params }) =>
        `${instancePath || '/'} ${message} ${JSON.stringify(params.additionalProperty ?? '')}`,
    )
    return { compose: { services: {}, volumes: {}, configs: {}, secrets: {} }, faults }
  }
  return {
    compose,
    faults: [...danglingNames(compose), ...imagesInDispute(compose), ...openSecrets(compose)],
  }
}

/** Names that stand for nothing. */
function* danglingNames({ services, volumes, configs, secrets }: Compose): Generator<string> {
  for (const [name, service] of Object.entries(services)) {
    const needed = Array.isArray(service.depends_on)
      ? service.depends_on
      : Object.keys(service.depends_on ?? {})
    for (const other of needed)
      if (!(other in services)) yield `${name} depends on ${other}, which there is not`
    for (const mount of service.volumes ?? []) {
      const [volume = ''] = mount.split(':')
      if (!(volume in volumes)) yield `${name} mounts ${volume}, which there is not`
    }
    for (const secret of service.secrets ?? []) {
      if (!(secret in secrets)) yield `${name} wants the secret ${secret}, which there is not`
    }
    for (const { source } of service.configs ?? []) {
      if (!(source in configs)) yield `${name} wants the config ${source}, which there is not`
    }
  }
}

/** A secret in the file itself, or in a variable that `docker inspect` shows; and one that is named and not given. */
function* openSecrets({ services }: Compose): Generator<string> {
  for (const [name, { environment = {}, secrets = [] }] of Object.entries(services)) {
    for (const [variable, value] of Object.entries(environment)) {
      if (/(SECRET|PASSWORD|DATABASE_URL)$/.test(variable)) yield `${name} has ${variable} for all to see`
      const [, file] = /^\/run\/secrets\/(.*)$/.exec(value) ?? []
      if (file !== undefined && !secrets.includes(file)) yield `${name} is not given the secret ${file}`
    }
  }
}

/** The image that we make: by one service alone, before those that use it, and never asked of a registry. */
function* imagesInDispute({ services }: Compose): Generator<string> {
  const ours = Object.entries(services).filter(([, { image }]) => image === 'quire')
  const makers = ours.filter(([, { build }]) => build !== undefined).map(([name]) => name)
  if (makers.length !== 1) yield `${makers.join(' and ') || 'nobody'} makes the image`
  for (const [name, { depends_on, build, pull_policy }] of ours) {
    if (pull_policy !== (build ? 'build' : 'never')) yield `${name} may pull an image that no registry has`
    const needed = Array.isArray(depends_on) ? depends_on : Object.keys(depends_on ?? {})
    if (!build && !makers.some(maker => needed.includes(maker)))
      yield `${name} does not wait for who makes its image`
  }
}

const text = { type: 'string' }
const texts = { type: 'array', items: text }
const duration = { type: 'string', pattern: '^[0-9]+s$' }
const namesTo = (schema: object) => ({
  type: 'object',
  propertyNames: { pattern: '^[a-zA-Z0-9._-]+$' },
  additionalProperties: schema,
})

const service = exactly({
  'build?': exactly({ context: { const: '.' }, dockerfile: { const: 'docker/Dockerfile' } }),
  'pull_policy?': { enum: ['build', 'never'] },
  // Never the newest, whatever that is by then.
  'image?': { type: 'string', pattern: '^(quire|[a-z]+:[0-9.]+)$' },
  'command?': texts,
  'environment?': namesTo(text),
  'depends_on?': {
    anyOf: [texts, namesTo(exactly({ condition: { enum: ['service_started', 'service_healthy'] } }))],
  },
  'healthcheck?': exactly({
    test: texts,
    interval: duration,
    timeout: duration,
    retries: { type: 'integer' },
  }),
  'ports?': texts,
  'volumes?': texts,
  'tmpfs?': texts,
  'secrets?': texts,
  'configs?': { type: 'array', items: exactly({ source: text, target: text }) },
  'init?': { type: 'boolean' },
  'read_only?': { type: 'boolean' },
  'cap_drop?': texts,
  'security_opt?': texts,
  'shm_size?': { type: 'string', pattern: '^[0-9]+mb$' },
  'stop_grace_period?': duration,
  restart: { const: 'unless-stopped' },
})

const isCompose = new Ajv({ allErrors: true, allowUnionTypes: true }).compile<Compose>({
  ...exactly({
    services: namesTo(service),
    volumes: namesTo({ type: 'null' }),
    configs: namesTo(exactly({ content: text })),
    secrets: namesTo(exactly({ file: { type: 'string', pattern: '^\\./secrets/[a-z-]+$' } })),
  }),
  patternProperties: { '^x-': {} },
})
