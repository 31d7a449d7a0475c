/** The stacks as CloudFormation gets them: synthesised in this process from stub bundles, for nothing in a template depends on what is in one. */
import { App } from 'aws-cdk-lib'
import { mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { FUNCTIONS } from '../../functions/functions.ts'
import { type Built, checked, rekindle } from '../../infra/rekindle.ts'
import type { Stage } from '../../infra/stage.ts'
import { STAGES } from '../../infra/stages.ts'

export const ROOT = resolve(fileURLToPath(import.meta.url), '../../..')

export type Value = null | boolean | number | string | readonly Value[] | { readonly [name: string]: Value }
export type Resource = {
  readonly Type: string
  readonly Properties: { readonly [name: string]: Value | undefined }
  readonly DeletionPolicy?: string
  readonly UpdateReplacePolicy?: string
  readonly DependsOn?: readonly string[]
}
export type Template = {
  readonly Resources: Readonly<Record<string, Resource>>
  readonly Outputs?: Readonly<Record<string, { readonly Value: Value; readonly Export?: { readonly Name: string } }>>
}
/** By the last part of their names: `data`, `intake` and so on. */
export type Stacks = ReadonlyMap<string, Template>
export type Found = Resource & { readonly stack: string; readonly id: string }

const [prod] = STAGES
if (prod === undefined) throw new Error('infra/stages.ts has no stage')
export const PROD = prod

const certificate = (name: string) => ({ name, certificateArn: 'arn:aws:acm:us-east-1:123456789012:certificate/0a1b-2c' })

/** Whatever a stage can ask for, at once. */
export const EVERYTHING: Stage = {
  ...prod,
  name: 'full',
  account: '123456789012',
  region: 'eu-central-1',
  mail: { ...prod.mail, sender: `team@${prod.mail.domain}`, sandboxRecipients: ['you@example.com'], tracks: [] },
  data: { encryption: 'own-key', recoveryDays: 1 },
  bus: { archiveDays: 1, discoversSchemas: false, publisherAccounts: ['111111111111'] },
  events: { ...prod.events, corsOrigins: ['https://shop.example.com'], domain: certificate('events.example.com') },
  links: { ...prod.links, domain: certificate('links.example.com') },
  console: { domain: certificate('console.example.com'), secondFactor: 'required', accessLogDays: 1 },
  isTraced: true,
  reserves: 'same',
}

/** Stands for what was built. */
export const stubs = (): Built => {
  const folder = mkdtempSync(join(tmpdir(), 'rekindle-infra-'))
  for (const { name } of FUNCTIONS) {
    mkdirSync(join(folder, 'bundles', name), { recursive: true })
    writeFileSync(join(folder, 'bundles', name, 'index.mjs'), 'export const handler = async () => {}\n')
  }
  mkdirSync(join(folder, 'page', 'assets'), { recursive: true })
  writeFileSync(join(folder, 'page', 'index.html'), '<!doctype html>\n')
  writeFileSync(join(folder, 'page', 'assets', 'page-0.js'), '\n')
  return { bundles: join(folder, 'bundles'), page: join(folder, 'page') }
}

/** An app with these stages, as cdk.json has it; `isChecked`: cdk-nag and cfn-guard look at it when it is synthesised. */
export const appOf = (stages: readonly Stage[], isChecked = false): App => {
  const { context } = JSON.parse(readFileSync(join(ROOT, 'cdk.json'), 'utf8')) as { context: Record<string, unknown> }
  const rules = isChecked ? {} : { '@aws-cdk/core:validateAgainstDefaultRules': false }
  const app = new App({
    context: { ...context, ...rules },
    outdir: mkdtempSync(join(tmpdir(), 'rekindle-cdk-')),
    analyticsReporting: false,
  })
  rekindle(app, stages, stubs())
  if (isChecked) checked(app)
  return app
}

/** Each stage once in a process: files that share it share what nobody changes. */
export const synthesised = (stage: Stage): Stacks => {
  const known = SYNTHESISED.get(stage)
  if (known !== undefined) return known
  const { stacks } = appOf([stage]).synth()
  const made = new Map(stacks.map(({ stackName, template }) => [stackName.slice(`rekindle-${stage.name}-`.length), template as Template]))
  SYNTHESISED.set(stage, made)
  return made
}

const SYNTHESISED = new Map<Stage, Stacks>()

/** All resources of a type, whichever stack they lie in. */
export const ofType = (stacks: Stacks, type: string): readonly Found[] =>
  [...stacks].flatMap(([stack, { Resources }]) =>
    Object.entries(Resources).flatMap(([id, resource]) => (resource.Type === type ? [{ ...resource, stack, id }] : [])),
  )

/** The text that an intrinsic function leads to, with pseudo parameters and attributes in angle brackets: enough to tell things apart. */
export const textOf = (stacks: Stacks, stack: string, value: Value | undefined): string => {
  if (value === undefined || value === null) return ''
  if (typeof value !== 'object') return String(value)
  if ('Ref' in value) {
    const target = stacks.get(stack)?.Resources[String(value.Ref)]
    return target === undefined ? `<${String(value.Ref)}>` : nameOf(stacks, stack, String(value.Ref), target)
  }
  if ('Fn::GetAtt' in value) {
    const [id, attribute] = value['Fn::GetAtt'] as readonly [string, string]
    const target = stacks.get(stack)?.Resources[id]
    return `${target === undefined ? id : nameOf(stacks, stack, id, target)}.${attribute}`
  }
  if ('Fn::Join' in value) {
    const [between, parts] = value['Fn::Join'] as readonly [string, readonly Value[]]
    return parts.map((part) => textOf(stacks, stack, part)).join(between)
  }
  if ('Fn::Sub' in value) return String(value['Fn::Sub']).replace(/\$\{([^}]+)\}/g, '<$1>')
  if ('Fn::ImportValue' in value) {
    for (const [other, { Outputs = {} }] of stacks)
      for (const output of Object.values(Outputs))
        if (output.Export?.Name === value['Fn::ImportValue']) return textOf(stacks, other, output.Value)
  }
  throw new Error(`Nothing is known of ${JSON.stringify(value)} in ${stack}`)
}

/** The name that a person gave to a thing, or its id. */
const nameOf = (stacks: Stacks, stack: string, id: string, { Type, Properties }: Resource): string => {
  const given = NAMES.map((name) => Properties[name]).find((value) => value !== undefined)
  const name = given === undefined || typeof given === 'object' ? id : textOf(stacks, stack, given)
  return `${(Type.split('::').at(-1) ?? Type).toLowerCase()}:${name}`
}

const NAMES = ['QueueName', 'FunctionName', 'TableName', 'TopicName', 'LogGroupName', 'ConfigurationSetName', 'UserPoolName']
