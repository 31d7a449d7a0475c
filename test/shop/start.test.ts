import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'

const ROOT = join(import.meta.dirname, '../..')
const folder = mkdtempSync(join(tmpdir(), 'rekindle-start-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const node = (...args: readonly string[]) =>
  spawnSync(process.execPath, [...args], { cwd: ROOT, encoding: 'utf8', env: { ...process.env, NO_COLOR: '1' } })
const start = (...args: readonly string[]) => node('local/start.ts', '--report', ...args)
const small = ['--seed', '3', '--customers', '200', '--months', '6']

describe('npm start -- --report', () => {
  const data = join(folder, 'demo')
  const first = start(...small, '--data', data)
  /** The one line that tells of this machine, and the folder's name. */
  const told = (text: string): string =>
    text
      .replaceAll(/ in [\d.]+ s \(.*\)/g, '')
      .replaceAll(/--data \S+ */g, '')
      .replaceAll(/Data: .*/g, '')

  it('shows stages and a result beside the truth', () => {
    expect([first.status, first.stderr]).toEqual([0, ''])
    for (const stage of ['new', 'active', 'at-risk', 'dormant', 'churned', 'prospects'])
      expect(first.stdout).toMatch(new RegExp(`^  ${stage} +\\d`, 'm'))
    for (const arm of ['plain', 'offer', 'holdout']) expect(first.stdout).toMatch(new RegExp(`^  ${arm} +\\d`, 'm'))
    expect(first.stdout).toMatch(/Measured: with "offer" [\d.]+ points (more|fewer) ordered than with "plain"/)
    expect(first.stdout).toMatch(/Truth: {4}[\d.]+ points more, counted on the same \d+ people/)
  })

  it('says the same for the same seed', () => {
    expect(told(start(...small, '--data', join(folder, 'again')).stdout)).toBe(told(first.stdout))
  })

  const commands = first.stdout.split('\n').flatMap((line) => /^ {2}npm run -s rekindle -- (.+? --data \S+)/.exec(line)?.[1] ?? [])

  it('names commands to try', () => expect(commands.length).toBeGreaterThanOrEqual(6))

  it.each(commands)('names a command that works: %s', (command) => {
    const { status, stdout, stderr } = node('cli/main.ts', ...command.split(' '))
    expect([status, stderr]).toEqual([0, ''])
    expect(stdout).not.toBe('')
  })

  it('leaves alone a folder with something in it', () => {
    const taken = join(folder, 'taken')
    mkdirSync(taken)
    const letter = join(taken, 'letter.txt')
    writeFileSync(letter, 'mine')
    for (const data of [taken, letter]) {
      const { status, stderr } = start(...small, '--data', data)
      expect([status, stderr]).toEqual([2, expect.stringContaining('is not empty')])
    }
    expect(readFileSync(letter, 'utf8')).toBe('mine')
  })

  it.each([
    { args: ['--customers', '0'], says: '--customers takes a whole number from 1' },
    { args: ['--months', '37'], says: '--months takes a whole number from 1 to 36' },
    { args: ['--seed', 'x'], says: '--seed takes a whole number' },
    { args: ['--sed', '1'], says: '--sed' },
  ])('refuses $args', ({ args, says }) => {
    const { status, stderr } = start(...args)
    expect([status, stderr]).toEqual([2, expect.stringContaining(says)])
  })

  it('has help', () => expect(start('--help').stdout).toContain('--customers N'))
})
