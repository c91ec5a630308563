import type { RunListing } from '../../store/open-store.ts'
import { layOut } from './columns.ts'
import { count, digits, grouped } from './numbers.ts'
import type { TextStyle } from './text-style.ts'
