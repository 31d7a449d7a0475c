/** What `cdk` runs: every stage of stages.ts, or the one that is asked for by `-c stage=prod`. */
import '../shared/kernel/require-node-24.ts'
import { App } from 'aws-cdk-lib'
import { BUILT, checked, rekindle } from './rekindle.ts'
import { STAGES } from './stages.ts'

const main = (): void => {
  const app = new App()
  const wanted: unknown = app.node.tryGetContext('stage')
  const stages = STAGES.filter(({ name }) => wanted === undefined || name === wanted)
  const known = STAGES.map(({ name }) => name).join(', ')
  if (stages.length === 0) throw new Error(`There is no stage "${String(wanted)}"; infra/stages.ts has ${known}.`)
  rekindle(app, stages, BUILT)
  checked(app)
  app.synth()
}

try {
  main()
} catch (failure) {
  // What is wrong stands in the message, and findings were printed before; where in CDK it was noticed helps nobody.
  process.stderr.write(`${failure instanceof Error ? failure.message : String(failure)}\n`)
  process.exitCode = 1
}
