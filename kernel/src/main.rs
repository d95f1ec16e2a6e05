//! argv → cli → exit code.

fn main() -> std::process::ExitCode {
    openkoi::cli::main(std::env::args_os())
}
