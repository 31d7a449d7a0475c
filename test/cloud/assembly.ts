/** What would be deployed, made afresh: the bundles by esbuild, the templates by the CDK app, in a folder that goes away again. */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { App } from 'aws-cdk-lib'
import { bundleAll } from '../../functions/bundle.ts'
import { FUNCTIONS } from '../../functions/functions.ts'
import { rekindle } from '../../infra/rekindle.ts'
import type { Stage } from '../../infra/stage.ts'
import { STAGES } from '../../infra/stages.ts'
import type { JsonObject } from '../../shared/kernel/json.ts'
import { objectOf } from './resolve.ts'
import { type Assembly, loadAssembly } from './template.ts'

/** The production stage, sending from the domain that the examples' policy names. */
const ofTheExamples = (stage: Stage): Stage => ({
  ...stage,
  mail: { ...stage.mail, domain: 'shop.example', mailFrom: 'bounce.shop.example' },
})

export type Deployed = {
  readonly assembly: Assembly
  /** Where the bundles lie, a folder each. */
  readonly bundles: string
  readonly remove: () => void
}

const STAGE = 'prod'
const CDK_JSON = new URL('../../cdk.json', import.meta.url)

/** Bundles and templates of the production stage. */
export const deployed = async (): Promise<Deployed> => {
  const root = mkdtempSync(join(tmpdir(), 'rekindle-assembly-'))
  const bundles = join(root, 'bundles')
  await bundleAll(FUNCTIONS, bundles)
  return { assembly: synthesised(bundles, root), bundles, remove: () => rmSync(root, { recursive: true, force: true }) }
}

/** The templates over bundles that are there. */
export const synthesised = (bundles: string, root: string): Assembly => {
  // The console's page is served by CloudFront, and nothing of it is rehearsed here.
  const page = join(root, 'page')
  mkdirSync(page, { recursive: true })
  writeFileSync(join(page, 'index.html'), '')
  const context = objectOf((JSON.parse(readFileSync(CDK_JSON, 'utf8')) as JsonObject).context)
  const outdir = join(root, 'cdk.out')
  const app = new App({ context: { ...context }, outdir, analyticsReporting: false })
  rekindle(app, STAGES.filter(({ name }) => name === STAGE).map(ofTheExamples), { bundles, page })
  app.synth()
  return loadAssembly(outdir)
}
