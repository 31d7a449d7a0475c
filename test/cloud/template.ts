/** The synthesised assembly as the rehearsal reads it: stacks, their templates resolved, and where the code of each function lies. */
import { readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { isJsonObject, type Json, type JsonObject } from '../../shared/kernel/json.ts'
import { objectOf, type Place, type Resource, resolveStacks, type Stack } from './resolve.ts'

export type Assembly = {
  readonly place: Place
  readonly resources: readonly Resource[]
  readonly ofType: (...types: readonly string[]) => readonly Resource[]
  /** By what `Arn` answers for it; the ARN of a version or alias finds its function. */
  readonly byArn: (arn: string) => Resource | undefined
  /** The folder that is deployed as a function's code. */
  readonly codeOf: (lambda: Resource) => string
}

export const PLACE: Place = { account: '111122223333', region: 'eu-west-1' }

/** Reads all stacks of a `cdk.out`, stages within it too. */
export const loadAssembly = (folder: string, place: Place = PLACE): Assembly => {
  const found = artifactsIn(folder)
  return assemblyOf(found.stacks, found.assets, place)
}

/** Of templates that a test wrote down. `assets`: where the code of a hash lies. */
export const assemblyOf = (stacks: readonly Stack[], assets: ReadonlyMap<string, string>, place: Place = PLACE): Assembly => {
  const resources = resolveStacks(stacks, place)
  const byArn = new Map(
    resources.flatMap((each) =>
      [each.attributes.Arn, each.attributes.StreamArn].flatMap((arn) => (arn === undefined ? [] : [[arn, each] as const])),
    ),
  )
  return {
    place,
    resources,
    ofType: (...types) => resources.filter(({ type }) => types.includes(type)),
    byArn: (arn) => byArn.get(arn) ?? byArn.get(arn.split(':').slice(0, 7).join(':')),
    codeOf: (lambda) => {
      const key = objectOf(lambda.properties.Code).S3Key
      const path = typeof key === 'string' ? assets.get(key.replace(/\.zip$/, '')) : undefined
      if (path === undefined) throw new Error(`${lambda.path}: its code is no asset of the assembly`)
      return path
    },
  }
}

type Artifacts = { readonly stacks: readonly Stack[]; readonly assets: ReadonlyMap<string, string> }

const artifactsIn = (folder: string): Artifacts => {
  const manifest = jsonAt(join(folder, 'manifest.json'))
  const stacks: Stack[] = []
  const assets = new Map<string, string>()
  for (const [id, artifact] of Object.entries(objectOf(manifest.artifacts))) {
    if (!isJsonObject(artifact)) continue
    const properties = objectOf(artifact.properties)
    if (artifact.type === 'aws:cloudformation:stack') {
      const template = jsonAt(join(folder, String(properties.templateFile)))
      stacks.push({ name: String(properties.stackName ?? id), template })
    } else if (artifact.type === 'cdk:asset-manifest') {
      for (const [hash, asset] of Object.entries(objectOf(jsonAt(join(folder, String(properties.file))).files))) {
        const path = objectOf(objectOf(asset).source).path
        if (typeof path === 'string') assets.set(hash, resolve(folder, path))
      }
    } else if (artifact.type === 'cdk:cloud-assembly') {
      const inner = artifactsIn(join(folder, String(properties.directoryName)))
      stacks.push(...inner.stacks)
      for (const [hash, path] of inner.assets) assets.set(hash, path)
    }
  }
  if (stacks.length === 0) throw new Error(`${folder}: the assembly has no stacks`)
  return { stacks, assets }
}

const jsonAt = (path: string): JsonObject => {
  const read = JSON.parse(readFileSync(path, 'utf8')) as Json
  if (!isJsonObject(read)) throw new Error(`${path}: is no object`)
  return read
}
