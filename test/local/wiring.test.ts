import { statSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type Local, openLocal } from '../../local/wiring.ts'
import { unlimitedPace } from '../../shared/adapters/memory/pace.ts'
import { Defect } from '../../shared/kernel/assert.ts'
import type { Mailer } from '../../shared/ports/mailer.ts'
import { type Folder, openFolder } from '../contract/folder.ts'
import { rules } from '../domain/customer/world.ts'

const post: Mailer = { atOnce: 1, send: async () => ({ type: 'accepted' }), lookUp: async () => 'unknown' }
const service = { mailer: post, pace: unlimitedPace }

let folder: Folder
let local: Local
beforeEach(() => {
  folder = openFolder()
  local = openLocal(folder.path, 'write')
})
afterEach(() => {
  local.close()
  folder.remove()
})

describe('the data folder', () => {
  it('is made for its owner alone', () => {
    const path = join(folder.path, 'new', 'data')
    openLocal(path, 'write').close()
    expect(statSync(path).mode & 0o077).toBe(0)
  })
})

describe('mail that leaves the machine', () => {
  it('is carried by the service that was named, and else stays in the inbox', () => {
    expect(local.engine(rules()).mailer).toBe(local.stores.inbox)
    expect(local.engine(rules(), service).mailer).toBe(post)
  })

  it('never leaves where a crash could take its claim back', () => {
    local.engine(rules(), service)
    expect(() => local.stores.group(2_000)).toThrow(Defect)
    expect(() => local.stores.group(0)).not.toThrow()
  })

  it('is refused a service where transactions are grouped; the inbox is part of the same file', () => {
    local.stores.group(2_000)
    expect(() => local.engine(rules(), service)).toThrow(Defect)
    expect(() => local.engine(rules())).not.toThrow()
    local.stores.group(0)
    expect(local.engine(rules(), service).mailer).toBe(post)
  })
})
