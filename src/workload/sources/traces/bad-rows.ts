/** Records of a file that could not be read and were left out (`skipBadRows`), and how many there were in all. */
export interface BadRows {
  readonly badRows: number
  readonly records: number
}

/** The sentence for the run that they were left out of; none where all could be read. */
export const badRowNotes = ({ badRows, records }: BadRows): string[] =>
  badRows === 0 ? [] : [`${badRows} of ${records} rows could not be read and were left out`]
