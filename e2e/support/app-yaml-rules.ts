import { Ajv } from 'ajv'
import { parse } from 'yaml'
import { exactly, integer } from './exactly.ts'

/** Everything that is wrong with the text of an app.yaml for us, a sentence each. */
export function faultsOf(text: string): string[] {
  const config: unknown = parse(text)
  if (!isAppYaml(config)) {
    return (isAppYaml.errors ?? []).map(
      ({ instancePath, message, params }) =>
        `${instancePath || '/'} ${message} ${JSON.stringify(params.additionalProperty ?? '')}`,
    )
  }
  return rules.filter(({ holds }) => !holds(config)).map(({ sentence }) => sentence)
}

interface Check {
  path: string
  check_interval_sec: number
  timeout_sec: number
}

interface AppYaml {
  automatic_scaling: { min_num_instances: number; max_num_instances: number }
  resources: { cpu: number; memory_gb: number }
  liveness_check: Check
  readiness_check: Check
}

/** What a schema cannot say: how values stand to each other. */
const rules: readonly { sentence: string; holds: (config: AppYaml) => boolean }[] = [
  {
    sentence: 'liveness_check: check_interval_sec must be greater than timeout_sec',
    holds: ({ liveness_check: check }) => check.check_interval_sec > check.timeout_sec,
  },
  {
    sentence: 'readiness_check: check_interval_sec must be greater than timeout_sec',
    holds: ({ readiness_check: check }) => check.check_interval_sec > check.timeout_sec,
  },
  {
    sentence: 'automatic_scaling: min_num_instances must not be greater than max_num_instances',
    holds: ({ automatic_scaling: { min_num_instances, max_num_instances } }) =>
      min_num_instances <= max_num_instances,
  },
  {
    // cpu × 1.0 to 6.5, less the 0.4 GB that the platform keeps for itself
    sentence: 'resources: memory_gb must be between cpu × 1.0 - 0.4 and cpu × 6.5 - 0.4',
    holds: ({ resources: { cpu, memory_gb } }) => memory_gb >= cpu - 0.4 && memory_gb <= cpu * 6.5 - 0.4,
  },
]

const check = {
  check_interval_sec: integer(1, 300),
  timeout_sec: integer(1, 300),
  failure_threshold: integer(1, 10),
  success_threshold: integer(1, 10),
}

/**
 * The keys of the flexible environment that we know what to do with. A key of the standard environment (`handlers`,
 * `inbound_services`, `min_instances` …) is not an error to Google: it is silently without effect. Here it is one.
 */
const schema = exactly({
  runtime: { const: 'nodejs' },
  env: { const: 'flex' },
  'service?': { type: 'string', pattern: '^[a-z0-9-]{1,63}$' },
  'service_account?': { type: 'string', pattern: '^[^@]+@[^@]+$' },
  runtime_config: exactly({ operating_system: { const: 'ubuntu24' }, runtime_version: { const: '24' } }),
  // Never npm start: npm keeps SIGTERM to itself.
  entrypoint: { const: 'node dist/server/main.js' },
  network: exactly({
    session_affinity: { const: true },
    'name?': { type: 'string' },
    'subnetwork_name?': { type: 'string' },
    'instance_tag?': { type: 'string' },
    // No forwarded_ports: they bypass the balancer.
  }),
  resources: exactly({
    cpu: { enum: [1, 2, 4, 6, 8, 10, 12, 14, 16, 18, 20, 22, 24, 26, 28, 30, 32] },
    memory_gb: { type: 'number', exclusiveMinimum: 0 },
    disk_size_gb: integer(10, 10_240),
  }),
  automatic_scaling: exactly({
    min_num_instances: integer(2, 1000),
    max_num_instances: integer(2, 1000),
    cool_down_period_sec: integer(60, 3600),
    cpu_utilization: exactly({
      target_utilization: { type: 'number', exclusiveMinimum: 0, maximum: 0.95 },
      'aggregation_window_length_sec?': integer(60, 3600),
    }),
    // Twice as many nginx connections, of which there are 4,096.
    target_concurrent_requests: integer(1, 2000),
  }),
  liveness_check: exactly({
    path: { const: '/health/live' },
    ...check,
    initial_delay_sec: integer(0, 3600),
    'host?': { type: 'string' },
  }),
  readiness_check: exactly({
    path: { const: '/health/ready' },
    ...check,
    app_start_timeout_sec: integer(1, 1800),
    'host?': { type: 'string' },
  }),
  env_variables: {
    type: 'object',
    required: ['HOST'],
    // nginx reaches the container from outside of it.
    properties: { HOST: { const: '0.0.0.0' } },
    propertyNames: {
      pattern: '^(?!.*(SECRET(?!_FILE$)|PASSWORD|TOKEN|PRIVATE|_KEY$))(?!PORT$)[A-Z][A-Z0-9_]*$',
    },
    // user:password@host is a secret as well, whatever the variable is called.
    additionalProperties: { type: 'string', not: { pattern: '://[^/@]*:[^/@]+@' } },
  },
  'beta_settings?': exactly({
    cloud_sql_instances: { type: 'string', pattern: '^[^:,]+:[^:,]+:[^:,]+$' },
  }),
})

const isAppYaml = new Ajv({ allErrors: true }).compile<AppYaml>(schema)
