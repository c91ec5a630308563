import { expect, test } from 'vitest'
import { interleave, type Contestant, type Sample } from '../../../../scripts/bench-engine/sampling/interleave.ts'
import { median } from '../../../../scripts/bench-engine/sampling/statistics.ts'

const sample = (rate: number, othersShare = 0): Sample => ({
  ...{ rate, othersShare, flopsPerSecond: null, bytesPerSecond: null, overheadShare: null },
})

/** A contestant who reads out prepared samples, and writes his name into a log. */
function reader(name: string, samples: readonly Sample[], log: string[]): Contestant {
  let at = 0
  return {
    name,
    async measure() {
      log.push(name)
      return samples[at++ % samples.length] as Sample
    },
  }
}

const options = {
  rounds: 3,
  mostOthersShare: 0.05,
  mostRounds: 9,
  hopeless: { atOnce: 1.4, later: 1.15 },
  between: async () => {},
}

test('contestants take turns, with the peaks before each round', async () => {
  const log: string[] = []
  const list = [reader('ours', [sample(2)], log), reader('peer', [sample(1)], log)]
  await interleave(list, { ...options, rounds: 2, between: async () => void log.push('peaks') })
  expect(log).toEqual(['peaks', 'ours', 'peer', 'peaks', 'ours', 'peer'])
})

test('a round in which others used the machine is dropped whole and repeated', async () => {
  const ours = [sample(10), sample(20), sample(30), sample(40)]
  const peer = [sample(1), sample(2, 0.06), sample(3), sample(4)]
  const taken = await interleave([reader('ours', ours, []), reader('peer', peer, [])], options)
  expect(taken.samples.get('ours')?.map(({ rate }) => rate)).toEqual([10, 30, 40])
  expect(taken.samples.get('peer')?.map(({ rate }) => rate)).toEqual([1, 3, 4])
  expect(taken).toMatchObject({ dropped: 1, disturbed: 0 })
})

test('a machine that is never quiet gives its quietest rounds, and says so', async () => {
  const noisy = [0.3, 0.1, 0.2, 0.4].map((share, i) => sample(i, share))
  const taken = await interleave([reader('ours', noisy, [])], { ...options, rounds: 2, mostRounds: 4 })
  expect(taken.samples.get('ours')?.map(({ rate }) => rate)).toEqual([1, 2])
  expect(taken).toMatchObject({ dropped: 2, disturbed: 2 })
})

test('a peer far behind the best one is left out at once, one clearly behind after two rounds; a close one and ours never', async () => {
  const log: string[] = []
  const list = [
    reader('ours', [sample(1)], log),
    reader('best', [sample(100)], log),
    reader('close', [sample(90)], log),
    reader('behind', [sample(80)], log),
    reader('far', [sample(60)], log),
  ]
  const { samples } = await interleave(list, options)
  const counts = list.map(({ name }) => samples.get(name)?.length)
  expect(counts).toEqual([3, 3, 3, 2, 1])
})

test('ours in another setting is never left out, and no peer is measured against it', async () => {
  const log: string[] = []
  const other = { ...reader('other', [sample(1000)], log), own: true as const }
  const list = [reader('ours', [sample(1)], log), other, reader('peer', [sample(100)], log)]
  const { samples } = await interleave(list, options)
  expect(list.map(({ name }) => samples.get(name)?.length)).toEqual([3, 3, 3])
})

test('the median of an even number is the mean of the middle two', () => {
  expect([median([3]), median([5, 1, 3]), median([4, 1, 3, 2])]).toEqual([3, 3, 2.5])
})
