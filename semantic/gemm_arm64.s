#include "textflag.h"

// Products of bytes, summed in 32 bits. gemm_arm64.go says what each does; semantic_test.go compares them with plain Go for
// equality. Go's assembler does not know SDOT, so that it is written as a number here; what the numbers mean is told by
//
//	GOARCH=arm64 go test -c -o semantic.arm64 ./semantic && aarch64-linux-gnu-objdump -d semantic.arm64 | grep sdot

// sdot Vd.4s, Vn.16b, Vm.4b[i]: to each 32 bits of d the sum of four bytes of n times the four bytes i of m.
#define SDOTI(d, n, m, i) WORD $(0x4f80e000 | ((i)&1)<<21 | (m)<<16 | ((i)>>1)<<11 | (n)<<5 | (d))

// sdot Vd.4s, Vn.16b, Vm.16b: the same with the four bytes of m in the same place.
#define SDOT(d, n, m) WORD $(0x4e809400 | (m)<<16 | (n)<<5 | (d))

// Four rows of the block, by the bytes 4i to 4i + 3 of the rows in V16 to V19.
#define ROWS4(i) \
	VLD1.P 64(R4), [V20.B16, V21.B16, V22.B16, V23.B16]; \
	SDOTI(0, 20, 16, i); \
	SDOTI(1, 21, 16, i); \
	SDOTI(2, 22, 16, i); \
	SDOTI(3, 23, 16, i); \
	SDOTI(4, 20, 17, i); \
	SDOTI(5, 21, 17, i); \
	SDOTI(6, 22, 17, i); \
	SDOTI(7, 23, 17, i); \
	SDOTI(8, 20, 18, i); \
	SDOTI(9, 21, 18, i); \
	SDOTI(10, 22, 18, i); \
	SDOTI(11, 23, 18, i); \
	SDOTI(12, 20, 19, i); \
	SDOTI(13, 21, 19, i); \
	SDOTI(14, 22, 19, i); \
	SDOTI(15, 23, 19, i)

// func rows4x16(acc *int32, ldacc int, a *byte, lda int, b *byte, sums *int32, k16 int)
TEXT ·rows4x16(SB), NOSPLIT, $0-56
	MOVD acc+0(FP), R0
	MOVD ldacc+8(FP), R1
	MOVD a+16(FP), R2
	MOVD lda+24(FP), R3
	MOVD b+32(FP), R4
	MOVD sums+40(FP), R5
	MOVD k16+48(FP), R6
	ADD R3, R2, R7
	ADD R3, R7, R8
	ADD R3, R8, R9
	VMOVI $128, V31.B16
	VLD1 (R5), [V0.S4, V1.S4, V2.S4, V3.S4]
	VSHL $7, V0.S4, V0.S4
	VSHL $7, V1.S4, V1.S4
	VSHL $7, V2.S4, V2.S4
	VSHL $7, V3.S4, V3.S4
	VMOV V0.B16, V4.B16
	VMOV V1.B16, V5.B16
	VMOV V2.B16, V6.B16
	VMOV V3.B16, V7.B16
	VMOV V0.B16, V8.B16
	VMOV V1.B16, V9.B16
	VMOV V2.B16, V10.B16
	VMOV V3.B16, V11.B16
	VMOV V0.B16, V12.B16
	VMOV V1.B16, V13.B16
	VMOV V2.B16, V14.B16
	VMOV V3.B16, V15.B16
loop4:
	VLD1.P 16(R2), [V16.B16]
	VLD1.P 16(R7), [V17.B16]
	VLD1.P 16(R8), [V18.B16]
	VLD1.P 16(R9), [V19.B16]
	VEOR V31.B16, V16.B16, V16.B16
	VEOR V31.B16, V17.B16, V17.B16
	VEOR V31.B16, V18.B16, V18.B16
	VEOR V31.B16, V19.B16, V19.B16
	ROWS4(0)
	ROWS4(1)
	ROWS4(2)
	ROWS4(3)
	SUB $1, R6, R6
	CBNZ R6, loop4
	VST1 [V0.S4, V1.S4, V2.S4, V3.S4], (R0)
	ADD R1, R0, R0
	VST1 [V4.S4, V5.S4, V6.S4, V7.S4], (R0)
	ADD R1, R0, R0
	VST1 [V8.S4, V9.S4, V10.S4, V11.S4], (R0)
	ADD R1, R0, R0
	VST1 [V12.S4, V13.S4, V14.S4, V15.S4], (R0)
	RET

// func row1x16(acc *int32, a *byte, b *byte, sums *int32, k16 int)
//
// Two sums for each column: one waits for its last product while the other is at work.
TEXT ·row1x16(SB), NOSPLIT, $0-40
	MOVD acc+0(FP), R0
	MOVD a+8(FP), R2
	MOVD b+16(FP), R4
	MOVD sums+24(FP), R5
	MOVD k16+32(FP), R6
	VMOVI $128, V31.B16
	VLD1 (R5), [V0.S4, V1.S4, V2.S4, V3.S4]
	VSHL $7, V0.S4, V0.S4
	VSHL $7, V1.S4, V1.S4
	VSHL $7, V2.S4, V2.S4
	VSHL $7, V3.S4, V3.S4
	VEOR V4.B16, V4.B16, V4.B16
	VEOR V5.B16, V5.B16, V5.B16
	VEOR V6.B16, V6.B16, V6.B16
	VEOR V7.B16, V7.B16, V7.B16
loop1:
	VLD1.P 16(R2), [V16.B16]
	VEOR V31.B16, V16.B16, V16.B16
	VLD1.P 64(R4), [V20.B16, V21.B16, V22.B16, V23.B16]
	VLD1.P 64(R4), [V24.B16, V25.B16, V26.B16, V27.B16]
	SDOTI(0, 20, 16, 0)
	SDOTI(1, 21, 16, 0)
	SDOTI(2, 22, 16, 0)
	SDOTI(3, 23, 16, 0)
	SDOTI(4, 24, 16, 1)
	SDOTI(5, 25, 16, 1)
	SDOTI(6, 26, 16, 1)
	SDOTI(7, 27, 16, 1)
	VLD1.P 64(R4), [V20.B16, V21.B16, V22.B16, V23.B16]
	VLD1.P 64(R4), [V24.B16, V25.B16, V26.B16, V27.B16]
	SDOTI(0, 20, 16, 2)
	SDOTI(1, 21, 16, 2)
	SDOTI(2, 22, 16, 2)
	SDOTI(3, 23, 16, 2)
	SDOTI(4, 24, 16, 3)
	SDOTI(5, 25, 16, 3)
	SDOTI(6, 26, 16, 3)
	SDOTI(7, 27, 16, 3)
	SUB $1, R6, R6
	CBNZ R6, loop1
	VADD V4.S4, V0.S4, V0.S4
	VADD V5.S4, V1.S4, V1.S4
	VADD V6.S4, V2.S4, V2.S4
	VADD V7.S4, V3.S4, V3.S4
	VST1 [V0.S4, V1.S4, V2.S4, V3.S4], (R0)
	RET

// func dotSDOT(out *int32, packed *byte, n int, query *int8)
//
// A byte holds the numbers of two dimensions, 128 apart, from 0 to 15. Four vectors at once read the query once; those
// left over go one by one.
TEXT ·dotSDOT(SB), NOSPLIT, $0-32
	MOVD out+0(FP), R0
	MOVD packed+8(FP), R1
	MOVD n+16(FP), R2
	MOVD query+24(FP), R3
	VMOVI $15, V31.B16
	SUBS $4, R2, R2
	BLT few
four:
	MOVD R1, R4
	ADD $128, R1, R5
	ADD $256, R1, R6
	ADD $384, R1, R7
	MOVD R3, R8
	ADD $128, R3, R9
	MOVD $8, R10
	VEOR V0.B16, V0.B16, V0.B16
	VEOR V1.B16, V1.B16, V1.B16
	VEOR V2.B16, V2.B16, V2.B16
	VEOR V3.B16, V3.B16, V3.B16
	VEOR V4.B16, V4.B16, V4.B16
	VEOR V5.B16, V5.B16, V5.B16
	VEOR V6.B16, V6.B16, V6.B16
	VEOR V7.B16, V7.B16, V7.B16
fourloop:
	VLD1.P 16(R8), [V24.B16]
	VLD1.P 16(R9), [V25.B16]
	VLD1.P 16(R4), [V16.B16]
	VLD1.P 16(R5), [V17.B16]
	VLD1.P 16(R6), [V18.B16]
	VLD1.P 16(R7), [V19.B16]
	VUSHR $4, V16.B16, V20.B16
	VUSHR $4, V17.B16, V21.B16
	VUSHR $4, V18.B16, V22.B16
	VUSHR $4, V19.B16, V23.B16
	VAND V31.B16, V16.B16, V16.B16
	VAND V31.B16, V17.B16, V17.B16
	VAND V31.B16, V18.B16, V18.B16
	VAND V31.B16, V19.B16, V19.B16
	SDOT(0, 16, 24)
	SDOT(1, 17, 24)
	SDOT(2, 18, 24)
	SDOT(3, 19, 24)
	SDOT(4, 20, 25)
	SDOT(5, 21, 25)
	SDOT(6, 22, 25)
	SDOT(7, 23, 25)
	SUB $1, R10, R10
	CBNZ R10, fourloop
	VADD V4.S4, V0.S4, V0.S4
	VADD V5.S4, V1.S4, V1.S4
	VADD V6.S4, V2.S4, V2.S4
	VADD V7.S4, V3.S4, V3.S4
	VADDP V1.S4, V0.S4, V0.S4
	VADDP V3.S4, V2.S4, V2.S4
	VADDP V2.S4, V0.S4, V0.S4
	VST1.P [V0.S4], 16(R0)
	ADD $512, R1, R1
	SUBS $4, R2, R2
	BGE four
few:
	ADDS $4, R2, R2
	BEQ done
one:
	MOVD R3, R8
	ADD $128, R3, R9
	MOVD $8, R10
	VEOR V0.B16, V0.B16, V0.B16
	VEOR V4.B16, V4.B16, V4.B16
oneloop:
	VLD1.P 16(R8), [V24.B16]
	VLD1.P 16(R9), [V25.B16]
	VLD1.P 16(R1), [V16.B16]
	VUSHR $4, V16.B16, V20.B16
	VAND V31.B16, V16.B16, V16.B16
	SDOT(0, 16, 24)
	SDOT(4, 20, 25)
	SUB $1, R10, R10
	CBNZ R10, oneloop
	VADD V4.S4, V0.S4, V0.S4
	VADDV V0.S4, V0
	VST1.P V0.S[0], 4(R0)
	SUBS $1, R2, R2
	BNE one
done:
	RET
