/** CloudFormation's intrinsic functions over all stacks of an assembly, into the names and ARNs of a made-up account. */
import { isJsonObject, type Json, type JsonObject } from '../../shared/kernel/json.ts'
import { type Attributes, attributesOf, physicalName } from './names.ts'

/** The made-up place everything stands in. */
export type Place = { readonly account: string; readonly region: string }

/** A stack as its template has it. */
export type Stack = { readonly name: string; readonly template: JsonObject }

/** One resource with everything resolved. `path`: stack and logical id, which name it in messages. */
export type Resource = {
  readonly path: string
  readonly stack: string
  readonly logicalId: string
  readonly type: string
  readonly name: string
  readonly properties: JsonObject
  readonly attributes: Attributes
  readonly metadata: JsonObject
}

/** Resolves every resource of all stacks; throws on whatever it does not know, for a guess would make a rehearsal worthless. */
export const resolveStacks = (stacks: readonly Stack[], place: Place): readonly Resource[] => {
  const stackOf = new Map(stacks.map((stack) => [stack.name, stack]))
  const exports = exportsOf(stacks)
  const resolved = new Map<string, Resource>()
  const open = new Set<string>()

  const resourceAt = (stack: Stack, logicalId: string): Resource => {
    const path = `${stack.name}/${logicalId}`
    const known = resolved.get(path)
    if (known !== undefined) return known
    const raw = section(stack, 'Resources')[logicalId]
    if (!isJsonObject(raw) || typeof raw.Type !== 'string') throw new Error(`${path}: there is no such resource`)
    if (open.has(path)) throw new Error(`${path}: refers to itself`)
    open.add(path)
    const scope = scopeOf(stack)
    const properties = objectOf(valueIn(raw.Properties ?? {}, scope))
    const name = physicalName({ type: raw.Type, stack: stack.name, logicalId, properties })
    const resource: Resource = {
      path,
      stack: stack.name,
      logicalId,
      type: raw.Type,
      name,
      properties,
      attributes: attributesOf({ type: raw.Type, stack: stack.name, name, logicalId, properties, place }),
      metadata: objectOf((raw.Metadata as Json | undefined) ?? {}),
    }
    open.delete(path)
    resolved.set(path, resource)
    return resource
  }

  const scopeOf = (stack: Stack): Scope => ({
    path: stack.name,
    ref: (name) => pseudo(name, stack, place) ?? parameterOf(stack, name) ?? attributeOf(resourceAt(stack, name), 'Ref'),
    attribute: (logicalId, attribute) => attributeOf(resourceAt(stack, logicalId), attribute),
    imported: (name) => {
      const found = exports.get(name)
      const from = found === undefined ? undefined : stackOf.get(found.stack)
      if (found === undefined || from === undefined) throw new Error(`${stack.name}: imports ${name}, which no stack exports`)
      return valueIn(found.value, scopeOf(from))
    },
    condition: (name) => {
      const condition = section(stack, 'Conditions')[name]
      if (condition === undefined) throw new Error(`${stack.name}: there is no condition ${name}`)
      return valueIn(condition, scopeOf(stack)) === true
    },
    mapping: (keys) => keys.reduce<Json>((at, key) => objectOf(at)[key] as Json, section(stack, 'Mappings')),
  })

  for (const stack of stacks) {
    const scope = scopeOf(stack)
    for (const [logicalId, raw] of Object.entries(section(stack, 'Resources'))) {
      const condition = isJsonObject(raw) ? raw.Condition : undefined
      if (typeof condition === 'string' && !scope.condition(condition)) continue
      resourceAt(stack, logicalId)
    }
  }
  return [...resolved.values()]
}

type Scope = {
  readonly path: string
  readonly ref: (name: string) => Json
  readonly attribute: (logicalId: string, attribute: string) => Json
  readonly imported: (name: string) => Json
  readonly condition: (name: string) => boolean
  readonly mapping: (keys: readonly string[]) => Json
}

/** What stands for `AWS::NoValue`: it takes its property away. */
const NOTHING = Symbol('AWS::NoValue')

const valueIn = (value: Json, scope: Scope): Json => {
  const found = evaluated(value, scope)
  if (found === NOTHING) throw new Error(`${scope.path}: AWS::NoValue stands where a value is needed`)
  return found
}

const evaluated = (value: Json, scope: Scope): Json | typeof NOTHING => {
  if (Array.isArray(value)) return (value as readonly Json[]).map((each) => evaluated(each, scope)).filter((each) => each !== NOTHING)
  if (!isJsonObject(value)) return value
  const names = Object.keys(value)
  const [name] = names
  if (name !== undefined && names.length === 1 && (name === 'Ref' || name === 'Condition' || name.startsWith('Fn::'))) {
    // A statement of a policy may hold nothing but a `Condition`; that of CloudFormation is a name.
    if (name !== 'Condition' || typeof value[name] === 'string') return called(name, value[name] as Json, scope)
  }
  const entries = names.map((key) => [key, evaluated(value[key] as Json, scope)] as const)
  return Object.fromEntries(entries.filter(([, each]) => each !== NOTHING)) as JsonObject
}

const called = (name: string, operand: Json, scope: Scope): Json | typeof NOTHING => {
  switch (name) {
    case 'Ref':
      return operand === 'AWS::NoValue' ? NOTHING : scope.ref(textOf(operand, scope, name))
    case 'Condition':
      return scope.condition(textOf(operand, scope, name))
    case 'Fn::GetAtt': {
      const [logicalId = '', ...rest] = typeof operand === 'string' ? operand.split('.') : textsOf(operand, scope, name)
      return scope.attribute(logicalId, rest.join('.'))
    }
    case 'Fn::Join': {
      const [separator, parts] = listOf(operand, scope, name)
      return textsOf(valueIn(parts ?? null, scope), scope, name).join(textOf(separator ?? null, scope, name))
    }
    case 'Fn::Sub':
      return substituted(operand, scope)
    case 'Fn::ImportValue':
      return scope.imported(textOf(valueIn(operand, scope), scope, name))
    case 'Fn::Select': {
      const [index, parts] = listOf(operand, scope, name)
      const found = listOf(valueIn(parts ?? null, scope), scope, name)[Number(valueIn(index ?? null, scope))]
      if (found === undefined) throw new Error(`${scope.path}: Fn::Select finds nothing`)
      return found
    }
    case 'Fn::Split': {
      const [separator, text] = listOf(operand, scope, name)
      return textOf(valueIn(text ?? null, scope), scope, name).split(textOf(separator ?? null, scope, name))
    }
    case 'Fn::If': {
      const [condition, then, otherwise] = listOf(operand, scope, name)
      return evaluated((scope.condition(textOf(condition ?? null, scope, name)) ? then : otherwise) ?? null, scope)
    }
    case 'Fn::FindInMap':
      return scope.mapping(textsOf(valueIn(operand, scope), scope, name))
    case 'Fn::Base64':
      return Buffer.from(textOf(valueIn(operand, scope), scope, name)).toString('base64')
    case 'Fn::Equals': {
      const [one, other] = listOf(operand, scope, name).map((each) => JSON.stringify(valueIn(each, scope)))
      return one === other
    }
    case 'Fn::And':
      return listOf(operand, scope, name).every((each) => valueIn(each, scope) === true)
    case 'Fn::Or':
      return listOf(operand, scope, name).some((each) => valueIn(each, scope) === true)
    case 'Fn::Not':
      return listOf(operand, scope, name).every((each) => valueIn(each, scope) !== true)
    default:
      throw new Error(`${scope.path}: the intrinsic ${name} is not known here`)
  }
}

const substituted = (operand: Json, scope: Scope): string => {
  const [template, own] = Array.isArray(operand) ? (operand as readonly Json[]) : [operand]
  const variables = isJsonObject(own) ? own : {}
  return textOf(template ?? null, scope, 'Fn::Sub').replace(/\$\{(!?)([^}]+)\}/g, (whole, literal: string, name: string) => {
    if (literal === '!') return whole.replace('!', '')
    const found = Object.hasOwn(variables, name)
      ? valueIn(variables[name] as Json, scope)
      : name.includes('.')
        ? called('Fn::GetAtt', name, scope)
        : scope.ref(name)
    if (typeof found !== 'string' && typeof found !== 'number') throw new Error(`${scope.path}: \${${name}} is no text`)
    return String(found)
  })
}

const attributeOf = (resource: Resource, attribute: string): Json => {
  const found = resource.attributes[attribute]
  if (found === undefined) throw new Error(`${resource.path}: the attribute ${attribute} of ${resource.type} is not known here`)
  return found
}

const pseudo = (name: string, stack: Stack, { account, region }: Place): Json | undefined =>
  ({
    'AWS::AccountId': account,
    'AWS::Region': region,
    'AWS::Partition': 'aws',
    'AWS::URLSuffix': 'amazonaws.com',
    'AWS::StackName': stack.name,
    'AWS::StackId': `arn:aws:cloudformation:${region}:${account}:stack/${stack.name}/00000000-0000-0000-0000-000000000000`,
  })[name]

const parameterOf = (stack: Stack, name: string): Json | undefined => {
  const parameter = section(stack, 'Parameters')[name]
  if (!isJsonObject(parameter)) return undefined
  if (parameter.Default === undefined) throw new Error(`${stack.name}: the parameter ${name} has no default`)
  return parameter.Default
}

const exportsOf = (stacks: readonly Stack[]): ReadonlyMap<string, { readonly stack: string; readonly value: Json }> =>
  new Map(
    stacks.flatMap((stack) =>
      Object.values(section(stack, 'Outputs')).flatMap((output) => {
        const name = isJsonObject(output) && isJsonObject(output.Export) ? output.Export.Name : undefined
        return typeof name === 'string' ? [[name, { stack: stack.name, value: objectOf(output).Value as Json }] as const] : []
      }),
    ),
  )

const section = ({ template }: Stack, name: string): JsonObject => objectOf(template[name] ?? {})

export const objectOf = (value: Json | undefined): JsonObject => (isJsonObject(value) ? value : {})

const listOf = (value: Json, { path }: Scope, name: string): readonly Json[] => {
  if (!Array.isArray(value)) throw new Error(`${path}: ${name} needs a list`)
  return value as readonly Json[]
}

const textOf = (value: Json, { path }: Scope, name: string): string => {
  if (typeof value !== 'string') throw new Error(`${path}: ${name} needs text, not ${JSON.stringify(value)}`)
  return value
}

const textsOf = (value: Json, scope: Scope, name: string): readonly string[] =>
  listOf(value, scope, name).map((each) => {
    const found = valueIn(each, scope)
    if (typeof found !== 'string' && typeof found !== 'number') throw new Error(`${scope.path}: ${name} needs text`)
    return String(found)
  })
