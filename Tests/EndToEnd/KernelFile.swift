/// The files that edits are made in, relative to the top of the tree.
enum KernelFile {
  static let memory = "mm/memory.c"
  static let batch = "mm/internal.h"
  static let rmap = "include/linux/rmap.h"
  static let mm = "include/linux/mm.h"
  static let pgtable = "include/linux/pgtable.h"
  static let pageFlags = "include/linux/page-flags.h"
  static let userfaultfd = "include/linux/userfaultfd_k.h"
  static let x86 = "arch/x86/include/asm/pgtable.h"
}
