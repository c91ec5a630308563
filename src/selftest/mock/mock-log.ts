/** One request as the server saw it; times in ns of the machine's monotonic clock. */
export interface MockLog {
  readonly user: string | null
  readonly model: string
  readonly connection: number
  readonly arrivedAt: number
  readonly tokenAt: number[]
  readonly tokens: number[]
  endedAt: number | null
}
