import { mkdtempSync, readdirSync, readFileSync } from 'node:fs'
import { Validations } from 'aws-cdk-lib'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Bucket } from 'aws-cdk-lib/aws-s3'
import { App, Stack } from 'aws-cdk-lib'
import type { IConstruct } from 'constructs'
import { describe, expect, it } from 'vitest'
import { ALL_RULES, RULES } from '../../infra/guard-rules.ts'
import { checked } from '../../infra/rekindle.ts'
import { appOf, EVERYTHING, PROD, synthesised } from './synthesised.ts'

describe('cdk-nag and cfn-guard', () => {
  it('find nothing unexplained in prod, nor in a stage that asks for everything', () => {
    expect(() => appOf([PROD, EVERYTHING], true).synth()).not.toThrow()
    // Some twenty seconds of both processors, in a suite that uses them all.
  }, 600_000)

  it('looks by every rule that is about a type of ours', () => {
    const types = new Set(
      [...synthesised(EVERYTHING).values()].flatMap(({ Resources }) => Object.values(Resources).map(({ Type }) => Type)),
    )
    const missed = readdirSync(ALL_RULES)
      .filter((service) => !RULES.includes(join(ALL_RULES, service)))
      .flatMap((service) =>
        readdirSync(join(ALL_RULES, service)).flatMap((file) => {
          // Each says at its head which types it reports on; others are mentioned where it follows references.
          const head = readFileSync(join(ALL_RULES, service, file), 'utf8').matchAll(/^# +(AWS::\w+::\w+)/gm)
          const about = [...head].map(([, type]) => type ?? '')
          expect([file, about.length > 0]).toEqual([file, true])
          return about.some((type) => types.has(type)) ? [`${service}/${file}`] : []
        }),
      )
    expect(missed).toEqual([])
  })

  it('would say so: a bare bucket ends the synthesis', () => {
    const app = new App({ outdir: mkdtempSync(join(tmpdir(), 'rekindle-bare-')) })
    new Bucket(new Stack(app, 'Bare'), 'Bucket')
    checked(app)
    expect(() => app.synth()).toThrow(/validation/i)
  })

  it('are answered with reasons, not with words', () => {
    const reasons = reasonsIn(appOf([PROD, EVERYTHING], true))
    expect(reasons.length).toBeGreaterThan(20)
    for (const reason of reasons) expect(reason.length).toBeGreaterThan(30)
  })
})

const reasonsIn = (construct: IConstruct): readonly string[] => [
  ...construct.node.metadata
    .filter(({ type }) => type === Validations.ACKNOWLEDGED_RULES_METADATA_KEY)
    .flatMap(({ data }) => Object.values(data as Record<string, unknown>).map(String)),
  ...construct.node.children.flatMap(reasonsIn),
]
