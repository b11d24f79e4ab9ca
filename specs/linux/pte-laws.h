#ifndef PTE_LAWS_H
#define PTE_LAWS_H
#endif
