/**
 * The expressions of our specs, which Vega runs in the page and this file in stills: member access, literals, arithmetic, comparison,
 * `&&`, `||`, `? :`, and the functions `format` and `toString`. Compiled to closures by precedence climbing, once for each text.
 */
import type { Row } from '../../../reports/chart.ts'
import { formatTick } from './tick-format.ts'

type Scope = Row | { readonly value: unknown }
type Compiled = (datum: Scope) => unknown

const compiled = new Map<string, Compiled>()

/** The value of an expression for one row, or one tick. */
export function evaluate(text: string, datum: Scope): unknown {
  const run = compiled.get(text) ?? new Parser(text).whole()
  compiled.set(text, run)
  return run(datum)
}

const token =
  /\s*(?:(\d+\.?\d*(?:e[-+]?\d+)?|\.\d+)|'((?:[^'\\]|\\.)*)'|([A-Za-z_]\w*)|(===|!==|&&|\|\||<=|>=|[-+*/<>?:()[\]{},.]))/y

type Operator = (a: never, b: never) => unknown
const operators: Readonly<Record<string, readonly [precedence: number, run: Operator]>> = {
  '===': [3, (a: unknown, b: unknown) => a === b],
  '!==': [3, (a: unknown, b: unknown) => a !== b],
  '<': [4, (a: number, b: number) => a < b],
  '>': [4, (a: number, b: number) => a > b],
  '<=': [4, (a: number, b: number) => a <= b],
  '>=': [4, (a: number, b: number) => a >= b],
  '+': [5, (a: number, b: number) => a + b],
  '-': [5, (a: number, b: number) => a - b],
  '*': [6, (a: number, b: number) => a * b],
  '/': [6, (a: number, b: number) => a / b],
}
const unaryPrecedence = 7

const functions: Readonly<Record<string, (...values: never[]) => unknown>> = {
  format: (value: number, specifier: string) => formatTick(value, specifier),
  toString: String,
}
const constants: Readonly<Record<string, unknown>> = { null: null, true: true, false: false }

class Parser {
  readonly #text: string
  readonly #tokens: RegExpExecArray[] = []
  #next = 0

  constructor(text: string) {
    this.#text = text
    token.lastIndex = 0
    for (let found = token.exec(text); found !== null; found = token.exec(text)) this.#tokens.push(found)
    if (
      this.#tokens
        .map(([whole]) => whole)
        .join('')
        .trim() !== text.trim()
    )
      this.#fail()
  }

  whole(): Compiled {
    const result = this.#choice()
    if (this.#next < this.#tokens.length) this.#fail()
    return result
  }

  #choice(): Compiled {
    const test = this.#binary(0)
    if (!this.#takes('?')) return test
    const yes = this.#choice()
    this.#expect(':')
    const no = this.#choice()
    return (datum) => (test(datum) ? yes(datum) : no(datum))
  }

  #binary(least: number): Compiled {
    let left = this.#unary()
    for (;;) {
      const sign = this.#peek()
      const before = left
      if (sign === '||' || sign === '&&') {
        const own = sign === '||' ? 1 : 2
        if (own < least) return left
        this.#next++
        const right = this.#binary(own + 1)
        left = sign === '||' ? (datum) => before(datum) || right(datum) : (datum) => before(datum) && right(datum)
        continue
      }
      const known = operators[sign]
      if (known === undefined || known[0] < least) return left
      this.#next++
      const [right, run] = [this.#binary(known[0] + 1), known[1]]
      left = (datum) => run(before(datum) as never, right(datum) as never)
    }
  }

  #unary(): Compiled {
    if (!this.#takes('-')) return this.#member(this.#primary())
    const inner = this.#binary(unaryPrecedence)
    return (datum) => -(inner(datum) as number)
  }

  #member(base: Compiled): Compiled {
    let object = base
    for (;;) {
      const of = object
      if (this.#takes('.')) {
        const name = this.#take()[3] ?? this.#fail()
        object = (datum) => (of(datum) as Row)[name]
      } else if (this.#takes('[')) {
        const key = this.#choice()
        this.#expect(']')
        object = (datum) => (of(datum) as Row)[String(key(datum))]
      } else return object
    }
  }

  #primary(): Compiled {
    const [, number, text, name, sign] = this.#take()
    if (number !== undefined) return () => Number(number)
    if (text !== undefined) return () => text
    if (name === 'datum') return (datum) => datum
    if (name !== undefined) return this.#named(name)
    if (sign === '{') return this.#record()
    if (sign !== '(') return this.#fail()
    const inner = this.#choice()
    this.#expect(')')
    return inner
  }

  #named(name: string): Compiled {
    if (Object.hasOwn(constants, name)) return () => constants[name]
    return this.#call(Object.hasOwn(functions, name) ? (functions[name] as (typeof functions)[string]) : this.#fail())
  }

  #call(run: (...values: never[]) => unknown): Compiled {
    this.#expect('(')
    const values = this.#list(')', () => this.#choice())
    return (datum) => run(...(values.map((value) => value(datum)) as never[]))
  }

  #record(): Compiled {
    const entries = this.#list('}', () => {
      const name = this.#take()[2] ?? this.#fail()
      this.#expect(':')
      return [name, this.#choice()] as const
    })
    return (datum) => Object.fromEntries(entries.map(([name, value]) => [name, value(datum)]))
  }

  #list<T>(end: string, entry: () => T): readonly T[] {
    const entries: T[] = []
    while (!this.#takes(end)) {
      if (entries.length > 0) this.#expect(',')
      entries.push(entry())
    }
    return entries
  }

  #peek = () => this.#tokens[this.#next]?.[4] ?? ''

  #take = () => this.#tokens[this.#next++] ?? this.#fail()

  #takes(sign: string): boolean {
    if (this.#peek() !== sign) return false
    this.#next++
    return true
  }

  #expect(sign: string): void {
    if (!this.#takes(sign)) this.#fail()
  }

  #fail(): never {
    throw new Error(
      `expression ${this.#text}: expected what stills know, got ${this.#tokens[this.#next]?.[0] ?? 'its end'}`,
    )
  }
}
