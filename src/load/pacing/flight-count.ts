/** Counts requests as they are sent and as they end. */
export interface FlightCount {
  readonly sent: number
  readonly underWay: number
  /** The most under way at once so far. */
  readonly most: number
  begin(): void
  end(): void
  /** What began has not been sent after all. */
  withdraw(): void
}

/** The count of a load that nobody else takes part in. */
export class OwnFlight implements FlightCount {
  sent = 0
  underWay = 0
  most = 0

  begin(): void {
    this.sent++
    this.underWay++
    this.most = Math.max(this.most, this.underWay)
  }

  end(): void {
    this.underWay--
  }

  withdraw(): void {
    this.sent--
    this.underWay--
  }
}
