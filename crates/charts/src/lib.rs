//! A figure as an ECharts option, by charming: its own WebAssembly module.
