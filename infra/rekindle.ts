/** The system of each stage, stack by stack: what stands first knows nothing of what comes after it. */
import { type App, Tags, Validations } from 'aws-cdk-lib'
import { CfnGuardValidator } from '@cdklabs/cdk-validator-cfnguard'
import { AwsSolutionsChecks } from 'cdk-nag'
import { fileURLToPath } from 'node:url'
import { BUNDLES } from '../functions/functions.ts'
import type { Surroundings } from './constructs/function.ts'
import { acknowledge } from './acknowledge.ts'
import { RULES, RULES_THAT_DO_NOT_FIT } from './guard-rules.ts'
import { nameOf } from './names.ts'
import { checkedStages, type Stage } from './stage.ts'
import { ConsoleStack } from './stacks/console.ts'
import { DataStack } from './stacks/data.ts'
import { DeliveryStack } from './stacks/delivery.ts'
import { EngineStack } from './stacks/engine.ts'
import { IntakeStack } from './stacks/intake.ts'
import { WatchStack } from './stacks/watch.ts'

/** Where what is deployed was built: a folder for each function, and the console's page. */
export type Built = { readonly bundles: string; readonly page: string }

const inRepository = (path: string): string => fileURLToPath(new URL(`../${path}`, import.meta.url))

export const BUILT: Built = { bundles: inRepository(BUNDLES), page: inRepository('console/dist') }

/** Adds the stacks of these stages to the app. */
export const rekindle = (app: App, stages: readonly Stage[], built: Built): void => {
  for (const stage of checkedStages(stages)) systemOf(app, stage, built)
}

/** Lets cdk-nag and cfn-guard look at whatever is synthesised: a finding without a reason ends it. */
export const checked = (app: App): void => {
  Validations.of(app).addPlugins(new AwsSolutionsChecks(app), new CfnGuardValidator({ controlTowerRulesEnabled: false, rules: [...RULES] }))
  acknowledge(app, RULES_THAT_DO_NOT_FIT)
}

const systemOf = (app: App, stage: Stage, { bundles, page }: Built): void => {
  const { account, region } = stage
  const env = account === null || region === null ? {} : { env: { account, region } }
  const props = (what: string, description: string) => ({
    ...env,
    stackName: nameOf(stage, what),
    description: `Rekindle ${stage.name}: ${description}`,
  })

  const data = new DataStack(app, nameOf(stage, 'data'), stage, props('data', 'the table, which outlives everything else'))
  const intake = new IntakeStack(app, nameOf(stage, 'intake'), stage, props('intake', 'the bus, its archive, the queue of events'))
  const streamArn = data.table.tableStreamArn
  if (streamArn === undefined) throw new Error('The table has no stream')
  const around = known(stage, bundles, data, intake, streamArn)
  const engine = new EngineStack(app, nameOf(stage, 'engine'), {
    ...props('engine', 'what decides'),
    around,
    intake: intake.queue,
    streamArn,
  })
  const mail = engine.queues.find(({ name }) => name === 'mail')
  if (mail === undefined) throw new Error('The engine has no queue of mail')
  const delivery = new DeliveryStack(app, nameOf(stage, 'delivery'), {
    ...props('delivery', 'mail, and what comes back'),
    around: engine.around,
    mail,
  })
  const desk = new ConsoleStack(app, nameOf(stage, 'console'), {
    ...props('console', 'what people work with'),
    around: delivery.around,
    results: engine.results,
    page,
  })
  new WatchStack(app, nameOf(stage, 'watch'), {
    ...props('watch', 'dashboard and alarms'),
    stage,
    table: data.table,
    made: [...engine.made, ...delivery.made, ...desk.made],
    queues: [intake.queue, ...engine.queues, ...delivery.queues],
    put: engine.put,
    apis: [engine.events, delivery.links, desk.api],
    configurationSet: delivery.configurationSet,
  })
  for (const stack of app.node.children) if (stack.node.id.startsWith(nameOf(stage, ''))) Tags.of(stack).add('rekindle:stage', stage.name)
}

/** What every function may be told of the first two stacks. */
const known = (stage: Stage, bundles: string, data: DataStack, intake: IntakeStack, streamArn: string): Surroundings => ({
  stage,
  bundles,
  settings: {
    TABLE_NAME: data.table.tableName,
    STAGE: stage.name,
    BUS_NAME: intake.bus.eventBusName,
    ...(stage.events.corsOrigins.length === 0 ? {} : { CORS_ORIGINS: stage.events.corsOrigins.join(',') }),
  },
  things: {
    table: [data.table.tableArn],
    ...(data.key === null ? {} : { key: [data.key.keyArn] }),
    'index:lists': [`${data.table.tableArn}/index/lists`],
    'index:timeline': [`${data.table.tableArn}/index/timeline`],
    stream: [streamArn],
    bus: [intake.bus.eventBusArn],
    'queue:intake': [intake.queue.queue.queueArn],
  },
})
