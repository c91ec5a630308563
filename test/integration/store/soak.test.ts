import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { soak } from '../../../scripts/store/soak.ts'
import { temporaryFolder } from '../../helpers/temporary-folder.ts'

const built = existsSync(join(import.meta.dirname, '../../../dist/src/store/open-store.js'))

test.skipIf(!built)(
  'no committed request is lost and the file stays sound when writers are killed at random points (needs dist)',
  async () => {
    const { kills, committed, stored } = await soak(join(temporaryFolder(), 'results.db'), 5, 7)
    expect(kills).toBe(6)
    expect(stored).toBeGreaterThanOrEqual(committed)
  },
  120_000,
)
