#include "textflag.h"

// Rows of floats, in the order of the plain functions of rows.go, without fused multiply-add: the same bits. Eight lanes are
// two registers. Lengths are multiples of 32. Go's assembler does not know these instructions; gemm_arm64.s tells how to
// read what the numbers mean.

#define FADD(d, n, m) WORD $(0x4e20d400 | (m)<<16 | (n)<<5 | (d)) // fadd Vd.4s, Vn.4s, Vm.4s
#define FSUB(d, n, m) WORD $(0x4ea0d400 | (m)<<16 | (n)<<5 | (d)) // fsub Vd.4s, Vn.4s, Vm.4s
#define FMUL(d, n, m) WORD $(0x6e20dc00 | (m)<<16 | (n)<<5 | (d)) // fmul Vd.4s, Vn.4s, Vm.4s
#define FMAX(d, n, m) WORD $(0x4e20f400 | (m)<<16 | (n)<<5 | (d)) // fmax Vd.4s, Vn.4s, Vm.4s
#define FABS(d, n) WORD $(0x4ea0f800 | (n)<<5 | (d))              // fabs Vd.4s, Vn.4s
#define SCVTF(d, n) WORD $(0x4e21d800 | (n)<<5 | (d))             // scvtf Vd.4s, Vn.4s: of whole numbers
#define FCVTZS(d, n) WORD $(0x4ea1b800 | (n)<<5 | (d))            // fcvtzs Vd.4s, Vn.4s: to whole numbers, towards 0
#define FMAXV(d, n) WORD $(0x6e30f800 | (n)<<5 | (d))             // fmaxv Sd, Vn.4s: the largest of four
#define FADDP(d, n) WORD $(0x7e30d800 | (n)<<5 | (d))             // faddp Sd, Vn.2s: the sum of two

// The sum of the eight lanes in V0 and V1, in F0: ((0 + 4) + (2 + 6)) + ((1 + 5) + (3 + 7)).
#define LANES \
	FADD(0, 0, 1); \
	VEXT $8, V0.B16, V0.B16, V1.B16; \
	FADD(0, 0, 1); \
	FADDP(0, 0)

// func largestNEON(x *float32, n int) float32
TEXT ·largestNEON(SB), NOSPLIT, $0-20
	MOVD x+0(FP), R0
	MOVD n+8(FP), R1
	VEOR V0.B16, V0.B16, V0.B16
	VEOR V1.B16, V1.B16, V1.B16
	VEOR V2.B16, V2.B16, V2.B16
	VEOR V3.B16, V3.B16, V3.B16
largestloop:
	VLD1.P 64(R0), [V4.S4, V5.S4, V6.S4, V7.S4]
	FABS(4, 4)
	FABS(5, 5)
	FABS(6, 6)
	FABS(7, 7)
	FMAX(0, 0, 4)
	FMAX(1, 1, 5)
	FMAX(2, 2, 6)
	FMAX(3, 3, 7)
	SUB $16, R1, R1
	CBNZ R1, largestloop
	FMAX(0, 0, 1)
	FMAX(2, 2, 3)
	FMAX(0, 0, 2)
	FMAXV(0, 0)
	FMOVS F0, ret+16(FP)
	RET

// func quantizeNEON(q *byte, x *float32, n int, inv float32)
TEXT ·quantizeNEON(SB), NOSPLIT, $0-28
	MOVD q+0(FP), R0
	MOVD x+8(FP), R1
	MOVD n+16(FP), R2
	FMOVS inv+24(FP), F16
	VDUP V16.S[0], V16.S4
	MOVD $0x43008000, R3 // 128.5
	VDUP R3, V17.S4
quantizeloop:
	VLD1.P 64(R1), [V0.S4, V1.S4, V2.S4, V3.S4]
	FMUL(0, 0, 16)
	FMUL(1, 1, 16)
	FMUL(2, 2, 16)
	FMUL(3, 3, 16)
	FADD(0, 0, 17)
	FADD(1, 1, 17)
	FADD(2, 2, 17)
	FADD(3, 3, 17)
	FCVTZS(0, 0)
	FCVTZS(1, 1)
	FCVTZS(2, 2)
	FCVTZS(3, 3)
	VUZP1 V1.H8, V0.H8, V0.H8
	VUZP1 V3.H8, V2.H8, V2.H8
	VUZP1 V2.B16, V0.B16, V0.B16
	VST1.P [V0.B16], 16(R0)
	SUB $16, R2, R2
	CBNZ R2, quantizeloop
	RET

// Eight of the products in R1 without 128 times the sums in R2, times the scales in R3 and V16, plus the bias in R4, in V0
// and V1.
#define RESCALED \
	VLD1.P 32(R1), [V0.S4, V1.S4]; \
	VLD1.P 32(R2), [V2.S4, V3.S4]; \
	VLD1.P 32(R3), [V4.S4, V5.S4]; \
	VLD1.P 32(R4), [V6.S4, V7.S4]; \
	VSHL $7, V2.S4, V2.S4; \
	VSHL $7, V3.S4, V3.S4; \
	VSUB V2.S4, V0.S4, V0.S4; \
	VSUB V3.S4, V1.S4, V1.S4; \
	SCVTF(0, 0); \
	SCVTF(1, 1); \
	FMUL(4, 4, 16); \
	FMUL(5, 5, 16); \
	FMUL(0, 0, 4); \
	FMUL(1, 1, 5); \
	FADD(0, 0, 6); \
	FADD(1, 1, 7)

// func rescaleNEON(x *float32, acc, sums *int32, scales, bias *float32, n int, scale float32)
TEXT ·rescaleNEON(SB), NOSPLIT, $0-52
	MOVD x+0(FP), R0
	MOVD acc+8(FP), R1
	MOVD sums+16(FP), R2
	MOVD scales+24(FP), R3
	MOVD bias+32(FP), R4
	MOVD n+40(FP), R5
	FMOVS scale+48(FP), F16
	VDUP V16.S[0], V16.S4
rescaleloop:
	RESCALED
	VST1.P [V0.S4, V1.S4], 32(R0)
	SUB $8, R5, R5
	CBNZ R5, rescaleloop
	RET

// func convolvedNEON(to, in *float32, acc, sums *int32, scales, bias *float32, n int, scale float32)
TEXT ·convolvedNEON(SB), NOSPLIT, $0-60
	MOVD to+0(FP), R0
	MOVD in+8(FP), R6
	MOVD acc+16(FP), R1
	MOVD sums+24(FP), R2
	MOVD scales+32(FP), R3
	MOVD bias+40(FP), R4
	MOVD n+48(FP), R5
	FMOVS scale+56(FP), F16
	VDUP V16.S[0], V16.S4
	VEOR V17.B16, V17.B16, V17.B16
convolvedloop:
	RESCALED
	VLD1.P 32(R6), [V2.S4, V3.S4]
	FMAX(0, 0, 17)
	FMAX(1, 1, 17)
	FADD(0, 0, 2)
	FADD(1, 1, 3)
	VST1.P [V0.S4, V1.S4], 32(R0)
	SUB $8, R5, R5
	CBNZ R5, convolvedloop
	RET

// func sumNEON(x *float32, n int) float32
TEXT ·sumNEON(SB), NOSPLIT, $0-20
	MOVD x+0(FP), R0
	MOVD n+8(FP), R1
	VEOR V0.B16, V0.B16, V0.B16
	VEOR V1.B16, V1.B16, V1.B16
sumloop:
	VLD1.P 32(R0), [V2.S4, V3.S4]
	FADD(0, 0, 2)
	FADD(1, 1, 3)
	SUB $8, R1, R1
	CBNZ R1, sumloop
	LANES
	FMOVS F0, ret+16(FP)
	RET

// func centerNEON(x *float32, n int, mean float32) float32
//
// Takes mean from each, in place, and sums the squares.
TEXT ·centerNEON(SB), NOSPLIT, $0-28
	MOVD x+0(FP), R0
	MOVD n+8(FP), R1
	FMOVS mean+16(FP), F16
	VDUP V16.S[0], V16.S4
	VEOR V0.B16, V0.B16, V0.B16
	VEOR V1.B16, V1.B16, V1.B16
centerloop:
	VLD1 (R0), [V2.S4, V3.S4]
	FSUB(2, 2, 16)
	FSUB(3, 3, 16)
	VST1.P [V2.S4, V3.S4], 32(R0)
	FMUL(2, 2, 2)
	FMUL(3, 3, 3)
	FADD(0, 0, 2)
	FADD(1, 1, 3)
	SUB $8, R1, R1
	CBNZ R1, centerloop
	LANES
	FMOVS F0, ret+24(FP)
	RET

// func affineNEON(x, gamma, beta *float32, n int, inv float32)
TEXT ·affineNEON(SB), NOSPLIT, $0-36
	MOVD x+0(FP), R0
	MOVD gamma+8(FP), R1
	MOVD beta+16(FP), R2
	MOVD n+24(FP), R3
	FMOVS inv+32(FP), F16
	VDUP V16.S[0], V16.S4
affineloop:
	VLD1 (R0), [V0.S4, V1.S4]
	VLD1.P 32(R1), [V2.S4, V3.S4]
	VLD1.P 32(R2), [V4.S4, V5.S4]
	FMUL(0, 0, 16)
	FMUL(1, 1, 16)
	FMUL(0, 0, 2)
	FMUL(1, 1, 3)
	FADD(0, 0, 4)
	FADD(1, 1, 5)
	VST1.P [V0.S4, V1.S4], 32(R0)
	SUB $8, R3, R3
	CBNZ R3, affineloop
	RET

// func addNEON(to, x *float32, n int)
TEXT ·addNEON(SB), NOSPLIT, $0-24
	MOVD to+0(FP), R0
	MOVD x+8(FP), R1
	MOVD n+16(FP), R2
addloop:
	VLD1 (R0), [V0.S4, V1.S4]
	VLD1.P 32(R1), [V2.S4, V3.S4]
	FADD(0, 0, 2)
	FADD(1, 1, 3)
	VST1.P [V0.S4, V1.S4], 32(R0)
	SUB $8, R2, R2
	CBNZ R2, addloop
	RET

// Sixteen of the numbers of a row: the bytes in from, less the 8 in V18, times the scale in V16.
#define UNPACKED(from) \
	VUXTL from.B8, V4.H8; \
	VUXTL2 from.B16, V6.H8; \
	VUXTL2 V4.H8, V5.S4; \
	VUXTL V4.H4, V4.S4; \
	VUXTL2 V6.H8, V7.S4; \
	VUXTL V6.H4, V6.S4; \
	VSUB V18.S4, V4.S4, V4.S4; \
	VSUB V18.S4, V5.S4, V5.S4; \
	VSUB V18.S4, V6.S4, V6.S4; \
	VSUB V18.S4, V7.S4, V7.S4; \
	SCVTF(4, 4); \
	SCVTF(5, 5); \
	SCVTF(6, 6); \
	SCVTF(7, 7); \
	FMUL(4, 4, 16); \
	FMUL(5, 5, 16); \
	FMUL(6, 6, 16); \
	FMUL(7, 7, 16); \
	VST1.P [V4.S4, V5.S4, V6.S4, V7.S4], 64(R0)

// func unpackNEON(x *float32, packed *byte, scale float32)
//
// 64 numbers of 4 bits, the low ones first, less 8, times scale.
TEXT ·unpackNEON(SB), NOSPLIT, $0-20
	MOVD x+0(FP), R0
	MOVD packed+8(FP), R1
	FMOVS scale+16(FP), F16
	VDUP V16.S[0], V16.S4
	VMOVI $15, V17.B16
	MOVD $8, R2
	VDUP R2, V18.S4
	MOVD $2, R2
unpackloop:
	VLD1.P 16(R1), [V0.B16]
	VUSHR $4, V0.B16, V1.B16
	VAND V17.B16, V0.B16, V0.B16
	VZIP1 V1.B16, V0.B16, V2.B16
	VZIP2 V1.B16, V0.B16, V3.B16
	UNPACKED(V2)
	UNPACKED(V3)
	SUB $1, R2, R2
	CBNZ R2, unpackloop
	RET
