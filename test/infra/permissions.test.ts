import { describe, expect, it } from 'vitest'
import { FUNCTIONS } from '../../functions/functions.ts'
import { PERMISSIONS } from '../../infra/permissions.ts'
import { KEYS } from '../../infra/row-kinds.ts'
import { EVERYTHING, ofType, PROD, type Stacks, synthesised, textOf, type Value } from './synthesised.ts'

type Condition = Readonly<Record<string, Readonly<Record<string, Value>>>>
type Statement = {
  readonly Sid?: string
  readonly Effect: string
  readonly Action: string | readonly string[]
  readonly Resource?: Value
  readonly Principal?: Value
  readonly Condition?: Condition
}
/** A statement, whose it is, and what it says with all names put in. */
type Said = {
  readonly whose: string
  readonly sid: string
  readonly effect: string
  readonly who: string | null
  readonly actions: readonly string[]
  readonly resources: readonly string[]
  readonly where: readonly string[]
}

const prod = synthesised(PROD)
const full = synthesised(EVERYTHING)

const listOf = <Item>(one: Item | readonly Item[] | undefined): readonly Item[] =>
  one === undefined ? [] : Array.isArray(one) ? (one as readonly Item[]) : [one as Item]

const read = (stacks: Stacks, stack: string, whose: string, statement: Statement): Said => ({
  whose,
  sid: statement.Sid ?? '',
  effect: statement.Effect,
  who: statement.Principal === undefined ? null : whoIs(stacks, stack, statement.Principal),
  actions: listOf(statement.Action),
  resources: listOf(statement.Resource).map((resource) => textOf(stacks, stack, resource)),
  where: Object.entries(statement.Condition ?? {}).flatMap(([operator, tests]) =>
    Object.entries(tests).map(
      ([key, values]) =>
        `${key} ${operator} ${listOf(values as Value | readonly Value[])
          .map((value) => textOf(stacks, stack, value))
          .join(', ')}`,
    ),
  ),
})

const whoIs = (stacks: Stacks, stack: string, principal: Value): string =>
  typeof principal === 'string'
    ? principal
    : Object.values(principal as Record<string, Value>)
        .flatMap((one) => listOf(one as Value | readonly Value[]))
        .map((one) => textOf(stacks, stack, one))
        .join(', ')

/** What carries statements, and where in it they stand. */
const CARRIERS: Readonly<Record<string, { readonly document: string; readonly whose: string }>> = {
  'AWS::IAM::Policy': { document: 'PolicyDocument', whose: 'Roles' },
  'AWS::IAM::Role': { document: 'AssumeRolePolicyDocument', whose: '' },
  'AWS::SQS::QueuePolicy': { document: 'PolicyDocument', whose: 'Queues' },
  'AWS::SNS::TopicPolicy': { document: 'PolicyDocument', whose: 'Topics' },
  'AWS::S3::BucketPolicy': { document: 'PolicyDocument', whose: 'Bucket' },
  'AWS::KMS::Key': { document: 'KeyPolicy', whose: '' },
}

const statementsIn = (stacks: Stacks): readonly Said[] => [
  ...Object.entries(CARRIERS).flatMap(([type, { document, whose }]) =>
    ofType(stacks, type).flatMap(({ stack, id, Properties }) => {
      const owners = listOf(Properties[whose] as Value | readonly Value[] | undefined).map((owner) => textOf(stacks, stack, owner))
      const { Statement } = Properties[document] as unknown as { Statement: readonly Statement[] }
      const kind = `${(type.split('::')[2] ?? '').toLowerCase()}:${id}`
      return Statement.map((statement) => read(stacks, stack, `${stack} · ${owners.length === 0 ? kind : owners.join(', ')}`, statement))
    }),
  ),
  ...ofType(stacks, 'AWS::Lambda::Permission').map(({ stack, Properties }) => ({
    whose: `${stack} · ${textOf(stacks, stack, Properties.FunctionName)}`,
    sid: '',
    effect: 'Allow',
    who: textOf(stacks, stack, Properties.Principal),
    actions: [String(Properties.Action)],
    resources: ['itself'],
    where: [`aws:SourceArn is ${textOf(stacks, stack, Properties.SourceArn)}`],
  })),
  ...ofType(stacks, 'AWS::Events::EventBusPolicy').map(({ stack, Properties }) =>
    read(stacks, stack, `${stack} · ${textOf(stacks, stack, Properties.EventBusName)}`, Properties.Statement as unknown as Statement),
  ),
]

const inWords = ({ sid, effect, who, actions, resources, where }: Said): string =>
  [
    `  ${effect === 'Allow' ? (who === null ? 'may' : `lets ${who}`) : `refuses ${who ?? 'it'}`}${sid === '' ? '' : ` (${sid})`}`,
    `    ${actions.join(', ')}`,
    ...resources.map((resource) => `    on ${resource}`),
    ...where.map((one) => `    where ${one}`),
  ].join('\n')

const page = (statements: readonly Said[]): string => {
  const owners = [...new Set(statements.map(({ whose }) => whose))].sort()
  return owners.map((owner) => [owner, ...statements.filter(({ whose }) => whose === owner).map(inWords)].join('\n')).join('\n\n')
}

/** Every star that stands for more than one thing, and why it may: the rest of an id behind a name, or nothing narrower exists. */
const STARS: readonly string[] = [
  'engine · role:RelayRole ListStreams dynamodb:ListStreams on *',
  'engine · role:TallyRole ListStreams dynamodb:ListStreams on *',
  'delivery · role:SendRole AskHowMuchMailMayBeSent ses:GetSendQuota on *',
]

const starsIn = (statements: readonly Said[]): readonly string[] =>
  statements
    .filter(({ effect, who, whose }) => effect === 'Allow' && who === null && !whose.includes('CustomCDKBucketDeployment'))
    .flatMap(({ whose, sid, actions, resources }) => {
      const isWide = resources.some((resource) => resource.includes('*')) || actions.some((action) => action.includes('*'))
      return isWide ? [`${whose.replace(/Role[0-9A-F]{8}$/, 'Role')} ${sid} ${actions.join(', ')} on ${resources.join(', ')}`] : []
    })

/** IAM: characters of all inline policies of a role together, white space not counted. */
const POLICIES_LENGTH_MAX = 10_240

describe('permissions', () => {
  const all = statementsIn(prod)

  it.each([
    ['prod', prod],
    ['a stage that asks for everything', full],
  ] as const)('of a function fit into a role, in %s', (_, stacks) => {
    for (const { stack, id, Properties } of ofType(stacks, 'AWS::IAM::Policy')) {
      const said = JSON.stringify(Properties.PolicyDocument)
      // Names put in, an ARN is longer than what stands for it.
      const length = said.replace(/\{"Fn::(GetAtt|ImportValue)":[^}]*\}/g, `"${'x'.repeat(90)}"`).length
      expect([stack, id, length < POLICIES_LENGTH_MAX]).toEqual([stack, id, true])
    }
  })

  it('stand in permissions.txt, in words', async () => {
    const known = new Set(all.map(inWords))
    const named = (text: string): string => text.replaceAll('rekindle-full', 'rekindle-prod')
    const more = statementsIn(full).filter((said) => !known.has(named(inWords(said))) && said.sid !== '')
    const text = [
      'What the stage prod allows, statement by statement. Written by test/infra/permissions.test.ts.',
      page(all),
      '',
      'And what a stage allows besides that has its own key, traces, sandbox recipients and foreign publishers.',
      page(more.filter(({ sid }) => /Key|Traces|SendMail|Publisher|PassedOn/i.test(sid))),
      '',
    ].join('\n\n')
    await expect(text).toMatchFileSnapshot('permissions.txt')
  })

  it('have no star but these, and the helper’s that copies the page', () => {
    expect(starsIn(all)).toEqual(STARS)
  })

  it('are there for every function, and for no other', () => {
    expect(Object.keys(PERMISSIONS).sort()).toEqual(FUNCTIONS.map(({ name }) => name).sort())
  })

  it('reach into the table by keys, or say why not', () => {
    for (const permissions of Object.values(PERMISSIONS)) {
      for (const { on, keys, because } of permissions) {
        if ('everything' in on) expect(on.because.length).toBeGreaterThan(40)
        else if (on.some((thing) => thing === 'table' || thing.startsWith('index')))
          expect(keys !== null || (because ?? '').length > 40).toBe(true)
        else expect(keys).toBeNull()
      }
    }
  })

  it('bound no action by keys that names none: it would be allowed everywhere', () => {
    for (const permissions of Object.values(PERMISSIONS))
      for (const { actions, keys } of permissions)
        if (keys !== null)
          for (const action of actions)
            expect(action).toMatch(
              /^dynamodb:(GetItem|BatchGetItem|Query|PutItem|UpdateItem|DeleteItem|ConditionCheckItem|BatchWriteItem)$/,
            )
  })

  it('name kinds of rows by beginnings that no other kind begins with', () => {
    const beginnings = Object.values(KEYS).map((key) => key.slice(0, -1))
    expect(Object.values(KEYS).every((key) => /^[A-Z]#\*$/.test(key))).toBe(true)
    expect(new Set(beginnings).size).toBe(beginnings.length)
  })

  it('let SES be used for our domain alone, and in the sandbox for whom the stage names', () => {
    const sending = (stacks: Stacks): readonly string[] =>
      statementsIn(stacks)
        .find(({ actions }) => actions.includes('ses:SendRawEmail'))
        ?.resources.map((arn) => arn.split(':').at(-1) ?? '') ?? []
    expect(sending(prod).filter((name) => name.startsWith('identity/'))).toEqual([`identity/${PROD.mail.domain}`])
    expect(sending(full)).toContain('identity/you@example.com')
    expect(sending(full).filter((name) => name.startsWith('identity/'))).toHaveLength(2)
  })
})
