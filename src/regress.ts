#!/usr/bin/env node
import { main } from './regress/main.ts';

process.exitCode = main(process.argv.slice(2));
